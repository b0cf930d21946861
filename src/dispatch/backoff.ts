import type { RetryPolicy } from "../core/config.ts";

/**
 * The n-th own wait (n from 1), milliseconds: exponential with full jitter, `random() * min(cap, base * coefficient^(n-1))`.
 * Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function backoffMs(
  policy: Pick<RetryPolicy, "initialIntervalMs" | "backoffCoefficient" | "maximumIntervalMs">,
  n: number,
  random: () => number,
): number {
  const ceilingMs = policy.initialIntervalMs * policy.backoffCoefficient ** (n - 1);
  return random() * Math.min(policy.maximumIntervalMs, ceilingMs);
}
