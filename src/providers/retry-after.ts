import type { HeaderReader } from "./reply.ts";
import { readDecimal, readResetMs, readUntilDate } from "./reset-time.ts";

/** Reset headers of providers that send no Retry-After; one counts only when its `remaining` says that nothing is left. */
const RESET_HEADERS = [
  ["x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
  ["x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
  ["anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"],
  ["anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"],
  ["anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"],
  ["anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"],
  ["x-ratelimit-remaining", "x-ratelimit-reset"],
] as const;

/**
 * How long the endpoint asks to wait, milliseconds, from `retry-after-ms`, `retry-after` (seconds or HTTP date, RFC 9110
 * §10.2.3) or else its reset headers. Null when it does not say, or not legibly (negative, garbage).
 */
export function readRetryAfter(header: HeaderReader, now: number): number | null {
  const milliseconds = readDecimal(header("retry-after-ms") ?? "");
  if (milliseconds !== null) return milliseconds;
  const retryAfter = header("retry-after");
  if (retryAfter !== null) return untilRetryAfter(retryAfter, now);
  return header("retry-after-ms") === null ? untilResets(header, now) : null;
}

function untilRetryAfter(text: string, now: number): number | null {
  const seconds = readDecimal(text);
  return seconds === null ? readUntilDate(text, now) : seconds * 1000;
}

function untilResets(header: HeaderReader, now: number): number | null {
  const waits = RESET_HEADERS.filter(([remaining]) => header(remaining)?.trim() === "0")
    .map(([, reset]) => readResetMs(header(reset) ?? "", now))
    .filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}
