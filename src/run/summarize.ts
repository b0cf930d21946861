import { noRecords } from "../store/no-records.ts";
import type { Config } from "../core/config.ts";
import { formatProblem } from "../core/errors.ts";
import type { BudgetState } from "../dispatch/budget/budget.ts";
import { sampleQuantiles } from "../store/sample-quantiles.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { summarizeJudging } from "./judging/summarize-judging.ts";
import { runScores, type RunScore } from "./run-scores.ts";
import type { LaneSummary, RunSummary } from "./summary.ts";

/** What the caller knows beside the store. */
export interface SummaryContext {
  readonly config: Config;
  readonly exitCode: number;
  readonly alreadyComplete: boolean;
  readonly folder: string;
  readonly files: readonly string[];
  readonly stopReason: string | null;
  readonly budget: BudgetState | null;
  /** Known already. @default recomputed */
  readonly scores?: readonly RunScore[];
}

/** How the run stands, recomputed from its records. */
export async function summarizeRun(store: Store, run: StoredRun, context: SummaryContext): Promise<RunSummary> {
  const totals = await store.totals(run.key);
  const lanes: LaneSummary[] = [];
  for (const [lane, model] of context.config.models.entries()) {
    for (const [template, { name }] of run.plan.templates.entries()) {
      const records = { runKey: run.key, lane, template };
      const [p50 = null, p95 = null] = await sampleQuantiles(store, records, "latencyMs", [0.5, 0.95]);
      const sums = totals.find((entry) => entry.lane === lane && entry.template === template) ?? noRecords;
      const tasks = run.prompts * run.plan.repeats;
      lanes.push({
        model: model.name,
        template: name,
        tasks,
        completed: sums.completed,
        refused: sums.refused,
        failed: sums.failed,
        cancelled: tasks - sums.completed - sums.refused - sums.failed,
        usageAbsent: sums.usageAbsent,
        promptTokens: sums.promptTokens,
        completionTokens: sums.completionTokens,
        totalTokens: sums.totalTokens,
        cost: sums.cost,
        currency: model.price?.currency ?? null,
        attempts: sums.attempts,
        rateLimited: sums.rateLimited,
        latencyP50Ms: p50,
        latencyP95Ms: p95,
        stop: run.laneStops[lane] ?? null,
      });
    }
  }
  const leftOut = [...run.promptSets.map((set) => set.leftOut), run.leftOut];
  return {
    runId: run.id,
    name: run.name,
    status: run.status,
    exitCode: context.exitCode,
    simulated: run.plan.simulated,
    alreadyComplete: context.alreadyComplete,
    folder: context.folder,
    files: context.files,
    prompts: run.prompts,
    tasks: lanes.reduce((sum, lane) => sum + lane.tasks, 0),
    unsettled: lanes.reduce((sum, lane) => sum + lane.cancelled, 0),
    lanes,
    budget: context.budget,
    scores: context.scores ?? (await runScores(store, run)),
    judging: await summarizeJudging(store, run, context.config),
    failures: await store.failures(run.key),
    skipped: {
      count: leftOut.reduce((sum, { count }) => sum + count, 0),
      lines: leftOut.flatMap(({ problems }) => problems.map(formatProblem)),
    },
    wallMs: run.wallMs,
    stopReason: context.stopReason,
  };
}
