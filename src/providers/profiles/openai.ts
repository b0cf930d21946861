import { plainListing, type ProviderProfile } from "../profile.ts";

/** OpenAI itself. */
export const openai: ProviderProfile = {
  name: "openai",
  rules: [
    {
      status: 429,
      message: /^request too large/i,
      reaction: "fail",
      errorCode: "request_too_large",
      advice: "one request exceeds the tokens per minute of this account: shorten it or raise the limit",
    },
    {
      status: 503,
      message: /slow down/i,
      reaction: "rate-limit",
      errorCode: "slow_down",
      advice: "lower `limits.requestsPerMinute` if it persists",
    },
    {
      names: ["invalid_prompt"],
      message: /safety|usage polic/i,
      reaction: "refuse",
      errorCode: "invalid_prompt",
      advice: null,
    },
  ],
  listing: plainListing,
  streamUsage: "asked",
};
