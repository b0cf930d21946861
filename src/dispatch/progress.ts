import type { Hold } from "../core/hold.ts";
import type { LaneStop } from "../core/run.ts";

/** An endpoint that gets no more requests of a lane. */
export interface LeftOutEndpoint {
  readonly endpoint: string;
  readonly reason: LaneStop;
}

/**
 * Live counters of one lane, written by the lane and read by whoever displays them. Nothing is computed or emitted
 * per record, so that a display that is off costs nothing. For display only: totals that leave the process come from
 * the store.
 */
export interface LaneProgress {
  /** The model's name. */
  readonly model: string;
  /** Tasks of the lane in the whole run. */
  readonly total: number;
  /** Durable records, those of earlier sittings included. */
  completed: number;
  refused: number;
  failed: number;
  /** HTTP requests under way. */
  inFlight: number;
  /** Tasks that wait for their next attempt. */
  waiting: number;
  /** Requests that may be in flight at once. */
  limit: number;
  /** Attempts answered with a rate limit in this sitting. */
  rateLimited: number;
  /** Attempts repeated for another reason in this sitting. */
  retried: number;
  /** Tokens and cost reported in this sitting. */
  promptTokens: number;
  completionTokens: number;
  cost: number | null;
  currency: string | null;
  /** Until when the account is paused (`Clock.monotonic`); 0 when it is not. */
  pausedUntil: number;
  /** Why tasks are held back for hours, where a time of day or a day's quota does that. */
  held: Hold | null;
  /** Endpoints that are left out, each with the reason; the lane goes on without them. */
  leftOut: readonly LeftOutEndpoint[];
  /** Set when the lane ended before its tasks did. */
  stop: LaneStop | null;
  /** True when the lane will send nothing more. */
  done: boolean;
}
