import type { Client } from "./client.ts";

/** The openai SDK's own retries under a fixed number of workers, as if it never gave up (`calculateDefaultRetryTimeoutMillis`). */
export function sdkRetries(concurrency: number, random: () => number): Client<null> {
  let inFlight = 0;
  return {
    holdsSlot: true,
    delayMs: () => (inFlight < concurrency ? 0 : Infinity),
    sent(_now, _tokens, rejections) {
      if (rejections === 0) inFlight += 1;
      return null;
    },
    answered() {
      inFlight -= 1;
    },
    rateLimited(_now, _ticket, retryAfterMs, times) {
      return retryAfterMs ?? sdkBackoffMs(times, random);
    },
  };
}

/**
 * Additive increase, multiplicative decrease of the number in flight, once per round trip, with slow start: Chiu and Jain,
 * "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance", 1989. Each task waits for itself.
 */
export function plainAimd(ceiling: number, random: () => number): Client<number> {
  let inFlight = 0;
  let limit = 8;
  let isSlowStart = true;
  let cutAt = -1;
  return {
    holdsSlot: false,
    delayMs: () => (inFlight < Math.floor(limit) ? 0 : Infinity),
    sent(now) {
      inFlight += 1;
      return now;
    },
    answered() {
      if (inFlight >= Math.floor(limit) * 0.8) limit = Math.min(ceiling, limit + (isSlowStart ? 1 : 1 / limit));
      inFlight -= 1;
    },
    rateLimited(now, sentAt, retryAfterMs, times) {
      inFlight -= 1;
      if (sentAt > cutAt) {
        limit = Math.max(1, limit / 2);
        cutAt = now;
        isSlowStart = false;
      }
      return retryAfterMs ?? sdkBackoffMs(times, random);
    },
  };
}

/** Half a second doubling to 8 s, less up to a quarter. */
function sdkBackoffMs(times: number, random: () => number): number {
  return Math.min(8000, 500 * 2 ** (times - 1)) * (1 - 0.25 * random());
}
