import type { Hold } from "../../core/hold.ts";
import type { LaneStop } from "../../core/run.ts";
import type { LaneProgress, LeftOutEndpoint } from "../../dispatch/progress.ts";
import type { RateMeter } from "./rate-meter.ts";

/** One lane as it is displayed: a snapshot. */
export interface LaneView {
  readonly model: string;
  readonly total: number;
  readonly settled: number;
  readonly failed: number;
  readonly inFlight: number;
  readonly limit: number;
  readonly rateLimited: number;
  readonly tokens: number;
  readonly cost: number | null;
  readonly currency: string | null;
  /** Answered requests per second over the last seconds; null while too little is known. */
  readonly requestsPerSecond: number | null;
  /** Milliseconds until the lane is done at its present rate; null while unknown. */
  readonly remainingMs: number | null;
  readonly condition: LaneCondition;
  /** Endpoints that the lane goes on without. */
  readonly leftOut: readonly LeftOutEndpoint[];
}

export type LaneCondition =
  | { readonly kind: "sending" }
  | { readonly kind: "paused"; readonly forMs: number }
  /** By a time of day or a day's quota. */
  | { readonly kind: "held"; readonly hold: Hold }
  | { readonly kind: "stopped"; readonly stop: LaneStop }
  | { readonly kind: "done" }
  /** Nothing more is sent, although tasks are left. */
  | { readonly kind: "ended" };

/** The lane as it stands at `nowMs` of the monotonic clock. */
export function viewLane(lane: LaneProgress, rates: RateMeter, nowMs: number): LaneView {
  const settled = lane.completed + lane.refused + lane.failed;
  const settledPerSecond = rates.settledPerSecond(nowMs);
  return {
    model: lane.model,
    total: lane.total,
    settled,
    failed: lane.failed,
    inFlight: lane.inFlight,
    limit: lane.limit,
    rateLimited: lane.rateLimited,
    tokens: lane.promptTokens + lane.completionTokens,
    cost: lane.cost,
    currency: lane.currency,
    requestsPerSecond: rates.requestsPerSecond(nowMs),
    remainingMs:
      settledPerSecond === null || settledPerSecond === 0 ? null : ((lane.total - settled) / settledPerSecond) * 1000,
    condition: conditionOf(lane, nowMs),
    leftOut: lane.leftOut,
  };
}

function conditionOf(lane: LaneProgress, nowMs: number): LaneCondition {
  if (lane.stop !== null) return { kind: "stopped", stop: lane.stop };
  if (lane.done) return { kind: lane.completed + lane.refused + lane.failed < lane.total ? "ended" : "done" };
  if (lane.held !== null && lane.inFlight === 0) return { kind: "held", hold: lane.held };
  // Spacing between requests also shows as a pause; only one that a person would notice is worth a word.
  const pauseMs = lane.pausedUntil - nowMs;
  return pauseMs >= 1000 ? { kind: "paused", forMs: pauseMs } : { kind: "sending" };
}
