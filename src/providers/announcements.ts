import type { HeaderReader } from "./reply.ts";
import { readDecimal, readResetMs } from "./reset-time.ts";

/** What an endpoint says is left of a limit, and after how many milliseconds that will be renewed. */
export interface Announcement {
  readonly remaining: number;
  readonly resetMs: number;
}

/** What an endpoint announces of its limits with an answer; null where it does not. */
export interface Announcements {
  readonly requests: Announcement | null;
  readonly tokens: Announcement | null;
}

type HeaderPair = readonly [remaining: string, reset: string];

/** The first pair that is there counts. */
const REQUEST_HEADERS: readonly HeaderPair[] = [
  ["x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
  ["anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"],
];

/** Those of input and output tokens alone are left out: what a request will use of each is not known. */
const TOKEN_HEADERS: readonly HeaderPair[] = [
  ["x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
  ["anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"],
];

/** What the headers of an answer announce; null when nothing legible. `now` is milliseconds since the Unix epoch. */
export function readAnnouncements(header: HeaderReader, now: number): Announcements | null {
  const requests = readAnnouncement(header, REQUEST_HEADERS, now);
  const tokens = readAnnouncement(header, TOKEN_HEADERS, now);
  return requests === null && tokens === null ? null : { requests, tokens };
}

function readAnnouncement(header: HeaderReader, pairs: readonly HeaderPair[], now: number): Announcement | null {
  for (const [remainingName, resetName] of pairs) {
    const written = header(remainingName);
    if (written === null) continue;
    const remaining = readDecimal(written);
    const resetMs = readResetMs(header(resetName) ?? "", now);
    if (remaining !== null && resetMs !== null) return { remaining, resetMs };
  }
  return null;
}
