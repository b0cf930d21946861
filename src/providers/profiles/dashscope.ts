import { plainListing, type ProviderProfile } from "../profile.ts";

/** Alibaba Cloud Model Studio (DashScope), China and international. */
export const dashscope: ProviderProfile = {
  name: "dashscope",
  rules: [
    {
      status: [403, 403],
      names: ["allocationquota.freetieronly"],
      reaction: "stop",
      errorCode: "free_tier_exhausted",
      advice: "turn off the free-tier-only mode in the console",
    },
    {
      names: ["insufficient_quota"],
      reaction: "rate-limit",
      errorCode: "tokens_per_minute",
      advice: "lower `limits.tokensPerMinute` if it persists",
    },
    {
      names: ["limit_requests", "throttling.ratequota"],
      reaction: "rate-limit",
      errorCode: "limit_requests",
      advice: "lower `limits.requestsPerMinute` if it persists",
    },
    {
      names: ["limit_burst_rate", "throttling.burstrate"],
      reaction: "rate-limit",
      errorCode: "limit_burst_rate",
      advice: "limits also hold per second: lower `limits.requestsPerMinute`",
    },
    {
      message: /request rate increased too quickly/i,
      reaction: "rate-limit",
      errorCode: "limit_burst_rate",
      advice: "limits also hold per second: lower `limits.requestsPerMinute`",
    },
    {
      names: ["throttling", "throttling.allocationquota"],
      reaction: "rate-limit",
      errorCode: "rate_limited",
      advice: "lower `limits` if it persists",
    },
    {
      names: ["arrearage"],
      reaction: "stop",
      errorCode: "arrearage",
      advice: "the account is overdue: settle it in the billing console",
    },
    {
      names: ["data_inspection_failed", "datainspectionfailed"],
      reaction: "refuse",
      errorCode: "data_inspection_failed",
      advice: null,
    },
    {
      names: ["accessdenied.unpurchased", "model_not_supported"],
      reaction: "stop",
      errorCode: "model_not_found",
      advice: "activate the model in the console of the key's region",
    },
    {
      status: 400,
      message: /range of input length/i,
      reaction: "fail",
      errorCode: "context_length_exceeded",
      advice: "shorten the prompt",
    },
  ],
  listing: plainListing,
  streamUsage: "asked",
};
