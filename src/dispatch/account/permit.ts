import type { Announcements } from "../../providers/announcements.ts";

/** A request that a lane wants to send. */
export interface Wish {
  /** Whose turn it is. */
  readonly lane: number;
  /** About how many it will use. */
  readonly tokens: number;
  /** Whether its task was sent before: it goes before the new ones of its lane. */
  readonly isRepeated: boolean;
}

/** Leave to send one request now; `settle` is called once, when it is known what came of it. */
export interface Permit {
  /** `announced` is what the endpoint said of its limits with the answer. */
  settle(report: SendReport, announced?: Announcements | null): void;
}

/** What came of a request. `tokens` is the true usage; null is not known, and the estimate stands. */
export type SendReport =
  | { readonly kind: "answered"; readonly tokens: number | null }
  | {
      readonly kind: "rate-limited";
      readonly retryAfterMs: number | null;
      /** What the endpoint said. @default nothing */
      readonly message?: string;
      /** Whether it may be for good. @default false */
      readonly isDoubtful?: boolean;
    }
  /** Answered, but not with what was asked for. */
  | { readonly kind: "failed"; readonly tokens: number }
  /** Nothing complete came back: the connection failed, or the request was cut. */
  | { readonly kind: "lost" }
  /** Nothing reached the endpoint: no request, no token and none of the day's quota is spent. */
  | { readonly kind: "unsent" };
