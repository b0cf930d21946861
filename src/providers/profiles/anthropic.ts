import type { ProviderProfile } from "../profile.ts";

/** Claude through Anthropic's OpenAI-compatible layer; errors come in the compatible or the native shape. */
export const anthropic: ProviderProfile = {
  name: "anthropic",
  rules: [
    {
      names: ["enforced_spend_limit_reached"],
      reaction: "stop",
      errorCode: "enforced_spend_limit_reached",
      advice: "raise the workspace's spend limit; waiting does not help",
    },
    {
      status: 400,
      message: /reached your specified API usage limits/i,
      reaction: "stop",
      errorCode: "usage_limit_reached",
      advice: "raise the limit in the console, or resume after the date named",
    },
    {
      status: 400,
      message: /credit balance is too low/i,
      reaction: "stop",
      errorCode: "credit_balance_too_low",
      advice: "buy credits in the console",
    },
    {
      status: 400,
      message: /is deprecated for this model/i,
      reaction: "stop",
      errorCode: "unsupported_parameter",
      advice: "take the parameter out with `null` in this model's `params`",
    },
    {
      status: 400,
      message: /blocked by content filtering policy/i,
      reaction: "refuse",
      errorCode: "content_filter",
      advice: null,
    },
    {
      status: 404,
      message: /^model:/,
      reaction: "stop",
      errorCode: "model_not_found",
      advice: "check `model`; `promptgrid models` lists what the key may use",
    },
  ],
  // The native listing: it wants the key in its own header, and pages by 20.
  listing: {
    kind: "get",
    query: { limit: "1000" },
    headers: { "anthropic-version": "2023-06-01" },
    keyHeader: "x-api-key",
  },
  streamUsage: "asked",
};
