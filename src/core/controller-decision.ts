/** What a rate controller decided, and what it followed from. Times are milliseconds on the clock of whoever keeps it. */
export type ControllerDecision =
  | {
      readonly kind: "concurrency-cut";
      readonly at: number;
      readonly from: number;
      readonly to: number;
      /** `rejected-at-limit`: all that were in flight beside the rejected request evidently fitted, it did not. */
      readonly because: "rejected-at-limit" | "rejected-in-a-row";
    }
  | {
      readonly kind: "concurrency-raised";
      readonly at: number;
      readonly from: number;
      readonly to: number;
      /** `probe`: held for long enough to try one more; `probe-admitted`: that went well. */
      readonly because: "probe" | "probe-admitted";
    }
  | {
      readonly kind: "pace-set";
      readonly at: number;
      readonly from: Pacing | null;
      readonly to: Pacing;
      /** `looks-like-rate-limit`: more had been in flight before, or the wait asked for is long. */
      readonly because: "looks-like-rate-limit" | "rejected-at-pace" | "probe-rejected" | "rejected-in-a-row";
    }
  | {
      readonly kind: "pace-raised";
      readonly at: number;
      readonly from: Pacing;
      readonly to: Pacing;
      readonly because: "probe" | "probe-admitted";
    }
  | {
      readonly kind: "pace-lifted";
      readonly at: number;
      readonly from: Pacing;
      /** The limit of requests in flight keeps the pace far below by itself. */
      readonly because: "far-above-concurrency";
    }
  | {
      readonly kind: "pace-unit-changed";
      readonly at: number;
      readonly to: "requests" | "tokens";
      readonly because: "large-requests-rejected" | "size-does-not-matter";
    }
  | {
      readonly kind: "paused";
      readonly at: number;
      readonly until: number;
      readonly because: "retry-after" | "rejected-in-a-row" | "announced-limit-used-up";
    };

/** A pace as the endpoint seems to count it. */
export interface Pacing {
  readonly perSecond: number;
  readonly unit: "requests" | "tokens";
}
