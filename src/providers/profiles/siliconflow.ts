import { plainListing, type ProviderProfile } from "../profile.ts";

/** SiliconFlow: `{code, message, data}` bodies, sometimes a bare JSON string. */
export const siliconflow: ProviderProfile = {
  name: "siliconflow",
  rules: [
    {
      status: 429,
      names: ["50603", "50505", "50604"],
      reaction: "rate-limit",
      errorCode: "system_busy",
      advice: "lower `limits` if it persists",
    },
    {
      names: ["50603", "50505", "50604"],
      reaction: "retry",
      errorCode: "system_busy",
      advice: null,
    },
    {
      status: 403,
      message: /[RT]PM limit exceeded/i,
      reaction: "rate-limit-few",
      errorCode: "rate_limited",
      advice: "lower `limits.requestsPerMinute`, or verify the account's identity as the message asks",
    },
    {
      names: ["20012"],
      reaction: "stop",
      errorCode: "model_not_found",
      advice: "check `model`; `promptgrid models` lists what the endpoint offers",
    },
    {
      names: ["30001"],
      reaction: "stop",
      errorCode: "insufficient_balance",
      advice: "recharge the account",
    },
  ],
  listing: plainListing,
  streamUsage: "asked",
};
