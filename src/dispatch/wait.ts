import type { RetryPolicy } from "../core/config.ts";
import { backoffMs } from "./backoff.ts";

/** Added to what an endpoint asks for, so that clients told the same time do not return together. */
const JITTER = 0.05;

/**
 * How long to wait before the next attempt, milliseconds: what the endpoint asked for and up to 5 % more, otherwise the
 * n-th own wait. "Retry at once" counts as not asked: obeyed literally it is a busy loop.
 */
export function waitMs(retryAfterMs: number | null, policy: RetryPolicy, n: number, random: () => number): number {
  if (retryAfterMs === null || retryAfterMs <= 0) return backoffMs(policy, n, random);
  return retryAfterMs + retryAfterMs * JITTER * random();
}
