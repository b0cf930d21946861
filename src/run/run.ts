import type { Clock } from "../core/clock.ts";
import type { Problem } from "../core/errors.ts";
import type { Selection } from "../core/run.ts";
import type { BudgetState } from "../dispatch/budget/budget.ts";
import type { LaneProgress } from "../dispatch/progress.ts";
import type { ParseOptions } from "../prompts/options.ts";
import type { SimulatorOptions } from "../simulator/options.ts";
import type { GridRecord, StoredRun } from "../store/store.ts";
import type { Prompt } from "../core/task.ts";
import type { RunSummary } from "./summary.ts";

/** What `startRun` takes beside the config. */
export interface RunOptions {
  /** Makes the run idempotent: absent → new, incomplete → resumed, complete → nothing is sent. */
  readonly runId?: string;
  /** A label, for `runs` and `latest`. */
  readonly name?: string;
  readonly selection: Selection;
  readonly parse: ParseOptions;
  /** Send the traffic to promptgrid's own simulator. */
  readonly simulate?: SimulatorOptions;
  /** Where keys and `${NAME}` come from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How many failures still give exit code 0. @default { count: 0 } */
  readonly allowFailed?: AllowedFailures;
  /** What the run may use before it is stopped; nothing is limited without it. */
  readonly budget?: RunBudget;
  /**
   * Aborting stops sending, lets what is in flight finish (10 s at most), writes the tables and ends `interrupted`.
   * The reason may be "SIGINT" or "SIGTERM"; it decides the exit code (130, 143).
   */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** 0 ≤ x < 1; for backoff jitter. */
  readonly random?: () => number;
}

export type AllowedFailures = { readonly count: number } | { readonly percent: number };

/**
 * What a run may use, its earlier sittings included. A run that is stopped ends with exit code 3 and is resumed with a
 * higher limit; limits are not kept with the run.
 */
export interface RunBudget {
  /**
   * Most that may be spent, in the one currency of the models' prices or by currency code. Every model needs a price and
   * `max_tokens`: the worst case of each request is reserved before it is sent.
   */
  readonly maxCost?: number | Readonly<Record<string, number>>;
  /** Most tokens of prompts and answers together. Every model needs `max_tokens`. */
  readonly maxTokens?: number;
  /** When nothing more is sent; what is in flight then may take a minute to finish. */
  readonly deadline?: Date;
  /** More failed tasks stop the run. */
  readonly maxFailures?: AllowedFailures;
}

/** What `resumeRun` takes: the plan is the stored one. */
export type ResumeOptions = Omit<RunOptions, "runId" | "name" | "selection" | "parse"> & {
  readonly retryFailed?: boolean;
  /** Overrides every model's concurrency for this sitting. */
  readonly concurrency?: number;
  /** False: no lane is stopped in this sitting because it only fails. */
  readonly breaker?: false;
};

/** What filling a stored run takes: its plan and config are given. */
export type FillOptions = Omit<ResumeOptions, "concurrency" | "breaker">;

/** A run under way. */
export interface RunHandle {
  readonly run: StoredRun;
  /** Live counters, one per model. */
  readonly lanes: readonly LaneProgress[];
  /** How far the budget is used at this moment; null when nothing is limited. */
  readonly budget: () => BudgetState | null;
  /** Tasks settled before this sitting. */
  readonly settledBefore: number;
  /** Things worth telling that do not stop the run. */
  readonly warnings: readonly Problem[];
  /** Every record of this sitting once it is durable. A slow consumer slows the lanes; unread, it costs nothing. */
  readonly records: AsyncIterable<RunRecord>;
  /** Resolves when the tables are written; rejects only for a defect of ours. */
  readonly finished: Promise<RunSummary>;
}

/** A record with its prompt and the names of its axes. */
export interface RunRecord extends Omit<GridRecord, "lane" | "template"> {
  readonly prompt: Prompt;
  readonly model: string;
  readonly template: string;
}
