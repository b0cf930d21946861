import type { ControllerDecision, Pacing } from "./controller-decision.ts";

/** What a run learnt of an account's limits in one sitting. Times are milliseconds since the Unix epoch. */
export interface LimitHistory {
  /** Base URL and models of the account; never its key. */
  readonly account: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** In order of time: the first 100 and the last 300. */
  readonly decisions: readonly ControllerDecision[];
  /** Decisions left out after the first 100. */
  readonly omitted: number;
  /** How many requests could be in flight in the end. */
  readonly concurrency: number;
  /** How much could be sent per second in the end; null when nothing held it back. */
  readonly pacing: Pacing | null;
}
