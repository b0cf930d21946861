import type { LaneStop, RunStatus } from "../core/run.ts";
import type { BudgetState } from "../dispatch/budget/budget.ts";
import type { JudgingSummary } from "./judging/summarize-judging.ts";
import type { RunScore } from "./run-scores.ts";
import type { FailureGroup } from "../store/store.ts";

/** How a run stands at its end, every number recomputed from the store. */
export interface RunSummary {
  readonly runId: string;
  readonly name: string | null;
  readonly status: RunStatus;
  /** Exit code by docs/architecture.md: 0, 3, 130 or 143. */
  readonly exitCode: number;
  readonly simulated: boolean;
  /** True when the run was complete already and nothing was sent. */
  readonly alreadyComplete: boolean;
  /** Absolute folder of the result files. */
  readonly folder: string;
  /** Result files, absolute: completions.csv, comparison.csv, usage.csv, run.json. */
  readonly files: readonly string[];
  /** Selected prompts. */
  readonly prompts: number;
  readonly tasks: number;
  /** Tasks without a record. */
  readonly unsettled: number;
  /** One per lane and template. */
  readonly lanes: readonly LaneSummary[];
  /** How far the sitting's budget was used, all sittings counted; null when nothing was limited. */
  readonly budget: BudgetState | null;
  /** One per scorer, model and template. */
  readonly scores: readonly RunScore[];
  /** What the run's judges did: their tokens and cost are no part of the lanes'. */
  readonly judging: readonly JudgingSummary[];
  readonly failures: readonly FailureGroup[];
  /** Rows left out by `--skip-invalid`, one line each (at most 100), and their number. */
  readonly skipped: { readonly count: number; readonly lines: readonly string[] };
  /** Wall-clock time spent filling, all sittings, milliseconds. */
  readonly wallMs: number;
  /** Why it is not complete (full disk, interrupt), or null. */
  readonly stopReason: string | null;
}

export interface LaneSummary {
  readonly model: string;
  readonly template: string;
  readonly tasks: number;
  readonly completed: number;
  readonly refused: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly usageAbsent: number;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly totalTokens: number | null;
  readonly cost: number | null;
  readonly currency: string | null;
  readonly attempts: number;
  readonly rateLimited: number;
  /** Null when no record has a latency. */
  readonly latencyP50Ms: number | null;
  readonly latencyP95Ms: number | null;
  readonly stop: LaneStop | null;
}
