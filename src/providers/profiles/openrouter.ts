import { plainListing, type ProviderProfile } from "../profile.ts";

/** OpenRouter: integer codes that equal HTTP statuses, also inside a 200 once generation has started. */
export const openrouter: ProviderProfile = {
  name: "openrouter",
  rules: [
    {
      status: 403,
      message: /moderation|flagged/i,
      reaction: "refuse",
      errorCode: "moderation",
      advice: null,
    },
    {
      status: 429,
      message: /free-models-per-day/i,
      reaction: "stop",
      errorCode: "daily_limit",
      advice: "resume tomorrow or add credits",
    },
    {
      status: 402,
      reaction: "stop",
      errorCode: "payment_required",
      advice: "add credits, or lower `max_tokens` so that the balance covers the worst case",
    },
    {
      status: 404,
      reaction: "stop",
      errorCode: "model_not_found",
      advice: "no upstream serves this model with these parameters; check `model` and `params`",
    },
  ],
  listing: plainListing,
  streamUsage: "asked",
};
