import type { HeaderReader } from "./reply.ts";

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

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Larger plain numbers are a date (Unix seconds or milliseconds), not a duration. */
const EARLIEST_UNIX_SECONDS = 1e9;
const EARLIEST_UNIX_MS = 1e12;

/**
 * How long the endpoint asks to wait, milliseconds, from `retry-after-ms`, `retry-after` (seconds or HTTP date, RFC 9110
 * §10.2.3) or else its reset headers. Null when it does not say, or not legibly (negative, garbage).
 */
export function readRetryAfter(header: HeaderReader, now: number): number | null {
  const milliseconds = decimal(header("retry-after-ms") ?? "");
  if (milliseconds !== null) return milliseconds;
  const retryAfter = header("retry-after");
  if (retryAfter !== null) return untilRetryAfter(retryAfter, now);
  return header("retry-after-ms") === null ? untilResets(header, now) : null;
}

function untilRetryAfter(text: string, now: number): number | null {
  const seconds = decimal(text);
  return seconds === null ? untilDate(text, now) : seconds * 1000;
}

function untilResets(header: HeaderReader, now: number): number | null {
  const waits = RESET_HEADERS.filter(([remaining]) => header(remaining)?.trim() === "0")
    .map(([, reset]) => untilReset(header(reset) ?? "", now))
    .filter((wait) => wait !== null);
  return waits.length === 0 ? null : Math.max(...waits);
}

function decimal(text: string): number | null {
  return /^\s*\d{1,15}(\.\d+)?\s*$/.test(text) ? Number(text) : null;
}

/** A date that is over means now. Without a time it is no date: `Date.parse` takes "-1" for a year and "error 12" for a month. */
function untilDate(text: string, now: number): number | null {
  const date = /\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** `6m0s`, `1.5s`, `120ms`, RFC 3339, seconds, or a Unix date. */
function untilReset(text: string, now: number): number | null {
  const number = decimal(text);
  if (number !== null) {
    if (number >= EARLIEST_UNIX_MS) return Math.max(0, number - now);
    return number >= EARLIEST_UNIX_SECONDS ? Math.max(0, number * 1000 - now) : number * 1000;
  }
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return untilDate(text, now);
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNIT_MS[unit ?? ""] ?? 0), 0);
}
