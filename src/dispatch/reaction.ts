import type { RetryPolicy } from "../core/config.ts";
import type { Outcome, Usage } from "../core/record.ts";
import type { LaneStop } from "../core/run.ts";
import { isLimit, type Verdict } from "../providers/provider.ts";
import { waitTooLong } from "./lane-stops.ts";
import { waitMs } from "./wait.ts";

/** What a lane does with a task after an attempt. */
export type Reaction =
  | { readonly kind: "record"; readonly outcome: Outcome; readonly usage: Usage }
  /** Ask the account again; it knows how long to wait. */
  | { readonly kind: "ask-again" }
  /** Ask another endpoint of the lane at once. */
  | { readonly kind: "ask-elsewhere" }
  | { readonly kind: "wait"; readonly delayMs: number }
  | { readonly kind: "stop"; readonly stop: LaneStop }
  | { readonly kind: "leave-unsettled" };

/** What has become of a task's attempts, the present one included. */
export interface AttemptCounts {
  /** HTTP requests sent. */
  readonly attempts: number;
  /** Those that used up an attempt. */
  readonly failures: number;
  /** Those that found the endpoint loading. */
  readonly loadings: number;
}

/** Attempts for answers that will hardly get better. */
const FEW_ATTEMPTS = 3;

/** The retry policy, as a pure function; `random` gives 0 ≤ x < 1, `now` is wall-clock time. */
export function reactTo(
  verdict: Verdict,
  counts: AttemptCounts,
  retry: RetryPolicy,
  random: () => number,
  now: number,
): Reaction {
  switch (verdict.kind) {
    case "settled":
      return { kind: "record", outcome: verdict.outcome, usage: verdict.usage };
    case "stop":
      return { kind: "stop", stop: { code: verdict.code, message: verdict.message } };
    case "aborted":
      return { kind: "leave-unsettled" };
    case "retry":
      break;
  }
  return reactToRetry(verdict, counts, retry, random, now);
}

function reactToRetry(
  { reaction, code, message, retryAfterMs, usage }: Extract<Verdict, { kind: "retry" }>,
  { attempts, failures, loadings }: AttemptCounts,
  retry: RetryPolicy,
  random: () => number,
  now: number,
): Reaction {
  if (isLimit(reaction)) return { kind: "ask-again" };
  const isLoading = reaction === "loading";
  const allowed = reaction === "retry-few" ? Math.min(FEW_ATTEMPTS, retry.maximumAttempts) : retry.maximumAttempts;
  if (!isLoading && failures >= allowed) {
    const after = attempts === 1 ? "after 1 attempt" : `after ${attempts} attempts`;
    return { kind: "record", outcome: { kind: "failed", code, message: `${message} (${after})` }, usage };
  }
  if (retryAfterMs !== null && retryAfterMs > retry.maximumWaitMs) {
    return { kind: "stop", stop: waitTooLong(retryAfterMs, retry.maximumWaitMs, now) };
  }
  return { kind: "wait", delayMs: waitMs(retryAfterMs, retry, isLoading ? loadings : failures, random) };
}
