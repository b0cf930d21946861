import type { Rule } from "./rule.ts";

const CHECK_KEY = "check the key (apiKeyEnv) of this model and that it belongs to this baseUrl";
const CHECK_BILLING = "check the account's balance and billing";
const CHECK_MODEL = "check `model`; `promptgrid models` lists what the endpoint offers";
const CHECK_PARAMS = "take the parameter out of this model's `params`";
const SHORTEN = "shorten the prompt or lower `max_tokens`";
const LOWER_RATE = "lower `limits` if it persists";
const SHOULD_RETRY = "x-should-retry";

/** What failures mean where a provider's profile does not say otherwise; by name first, then by message, then by status. */
export const genericRules: readonly Rule[] = [
  {
    names: ["content_filter", "content_policy_violation", "data_inspection_failed", "datainspectionfailed"],
    reaction: "refuse",
    errorCode: "content_filter",
    advice: null,
  },
  {
    names: ["context_length_exceeded", "exceed_context_size_error"],
    reaction: "fail",
    errorCode: "context_length_exceeded",
    advice: SHORTEN,
  },
  {
    // Not 429, where "too many tokens" are those of a minute.
    status: [400, 422],
    message:
      /maximum context length|context (length|window|size)|prompt is too long|input is too long|too many tokens|`inputs` tokens \+/i,
    reaction: "fail",
    errorCode: "context_length_exceeded",
    advice: SHORTEN,
  },
  {
    names: ["invalid_api_key", "invalidapikey", "authentication_error"],
    reaction: "stop",
    errorCode: "unauthorized",
    advice: CHECK_KEY,
  },
  {
    names: ["insufficient_quota", "billing_error", "billing_hard_limit_reached", "arrearage", "insufficient_balance"],
    reaction: "stop",
    errorCode: "insufficient_quota",
    advice: CHECK_BILLING,
  },
  {
    status: 429,
    message: /per[- ]day|daily (limit|quota)|today'?s (request )?(limit|quota)/i,
    reaction: "stop",
    errorCode: "daily_limit",
    advice: "resume when the quota is renewed",
  },
  { names: ["permission_error"], reaction: "stop", errorCode: "forbidden", advice: CHECK_KEY },
  { names: ["model_not_found"], reaction: "stop", errorCode: "model_not_found", advice: CHECK_MODEL },
  {
    status: [400, 404],
    message:
      /\bmodels?\b.{0,120}\b(not found|not exist|does ?n[o']t exist|not supported)\b|\b(unknown|no such|not a valid) model\b/i,
    reaction: "stop",
    errorCode: "model_not_found",
    advice: CHECK_MODEL,
  },
  {
    names: ["unsupported_parameter", "unsupported_value"],
    reaction: "stop",
    errorCode: "unsupported_parameter",
    advice: CHECK_PARAMS,
  },
  {
    status: 400,
    message: /`?\w+`? is deprecated for this model|unsupported parameter|unrecognized request argument/i,
    reaction: "stop",
    errorCode: "unsupported_parameter",
    advice: CHECK_PARAMS,
  },
  {
    names: ["overloaded", "overloaded_error"],
    reaction: "rate-limit",
    errorCode: "overloaded",
    advice: "the endpoint is short of capacity; try again later",
  },
  {
    status: [500, 599],
    message: /\bloading model\b|\bmodel\b.{0,120}\bloading\b/i,
    reaction: "loading",
    errorCode: "model_loading",
    advice: null,
  },
  { status: 401, reaction: "stop", errorCode: "unauthorized", advice: CHECK_KEY },
  { status: 402, reaction: "stop", errorCode: "payment_required", advice: CHECK_BILLING },
  {
    status: 403,
    message: /rate limit|\b[RT]PM\b|too many requests/i,
    reaction: "rate-limit-few",
    errorCode: "rate_limited",
    advice: LOWER_RATE,
  },
  { status: 403, reaction: "stop", errorCode: "forbidden", advice: CHECK_KEY },
  { status: 404, reaction: "stop", errorCode: "not_found", advice: `check \`baseUrl\`, and ${CHECK_MODEL}` },
  { status: 405, reaction: "stop", errorCode: "method_not_allowed", advice: "check `baseUrl`" },
  {
    status: 407,
    reaction: "stop",
    errorCode: "proxy_authentication",
    advice: "a proxy wants a login: write user and password into `proxy` or HTTPS_PROXY",
  },
  { status: 410, reaction: "stop", errorCode: "gone", advice: `check \`baseUrl\`, and ${CHECK_MODEL}` },
  {
    status: 429,
    header: [SHOULD_RETRY, "false"],
    reaction: "stop",
    errorCode: "rate_limited_for_good",
    advice: CHECK_BILLING,
  },
  {
    status: 429,
    message: /concurren|in[- ]flight|simultaneous|parallel requests/i,
    reaction: "concurrency-limit",
    errorCode: "concurrency_limited",
    advice: "lower `limits.concurrency` if it persists",
  },
  { status: 429, reaction: "rate-limit", errorCode: "rate_limited", advice: LOWER_RATE },
  {
    names: ["rate_limit_exceeded", "rate_limit_error", "rate_limit_reached", "too_many_requests"],
    reaction: "rate-limit",
    errorCode: "rate_limited",
    advice: LOWER_RATE,
  },
  { status: 529, reaction: "rate-limit", errorCode: "overloaded", advice: null },
  { status: 413, reaction: "fail", errorCode: "request_too_large", advice: SHORTEN },
  { status: [400, 599], header: [SHOULD_RETRY, "true"], reaction: "retry", errorCode: "retry_requested", advice: null },
  { status: [400, 599], header: [SHOULD_RETRY, "false"], reaction: "fail", errorCode: "retry_refused", advice: null },
  { status: 408, reaction: "retry", errorCode: "request_timeout", advice: null },
  { status: 409, reaction: "retry", errorCode: "conflict", advice: null },
  { status: 421, reaction: "retry", errorCode: "misdirected", advice: null },
  { status: 422, reaction: "fail", errorCode: "invalid_request", advice: null },
  { status: 424, reaction: "retry-few", errorCode: "generation_failed", advice: null },
  { status: 425, reaction: "retry", errorCode: "too_early", advice: null },
  { status: 426, reaction: "stop", errorCode: "upgrade_required", advice: "check https or http in `baseUrl`" },
  // What gateways say when the connection behind them was given up.
  { status: 499, reaction: "retry", errorCode: "request_timeout", advice: null },
  { status: 501, reaction: "stop", errorCode: "not_implemented", advice: "check `baseUrl`" },
  { status: 504, reaction: "retry", errorCode: "gateway_timeout", advice: null },
  { status: 511, reaction: "stop", errorCode: "network_authentication", advice: "this network wants a login first" },
  { status: [500, 599], reaction: "retry", errorCode: "server_error", advice: null },
  { status: [600, 999], reaction: "retry-few", errorCode: "unknown_status", advice: "check `baseUrl`" },
  { status: [400, 499], reaction: "fail", errorCode: "invalid_request", advice: null },
  {
    status: [300, 399],
    reaction: "stop",
    errorCode: "redirected",
    advice: "redirects are not followed: set `baseUrl` to the final address",
  },
  { names: ["not_found_error"], reaction: "stop", errorCode: "not_found", advice: CHECK_MODEL },
  { names: ["invalid_request_error"], reaction: "fail", errorCode: "invalid_request", advice: null },
  { names: ["api_error", "server_error", "timeout_error"], reaction: "retry", errorCode: "server_error", advice: null },
  { reaction: "retry-few", errorCode: "error_in_success", advice: null },
];
