import type { Model } from "../core/config.ts";
import { noRecords } from "../store/no-records.ts";
import { sampleQuantiles } from "../store/sample-quantiles.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { milliseconds, money, thousandths } from "./cell.ts";
import type { ScoreFigure } from "./table-scores.ts";

/** The columns of usage.csv, in order. */
export const usageColumns = [
  "model",
  "template",
  "provider_model",
  "tasks",
  "completed",
  "refused",
  "failed",
  "cancelled",
  "usage_absent",
  "prompt_tokens",
  "completion_tokens",
  "total_tokens",
  "cached_tokens",
  "reasoning_tokens",
  "cost",
  "currency",
  "attempts",
  "rate_limited",
  "latency_p50_ms",
  "latency_p95_ms",
  "latency_p99_ms",
  "queue_p50_ms",
  "wall_s",
  "requests_per_s",
] as const;

/** What one model (with one template) did in a run. */
export type UsageRow = Readonly<Record<(typeof usageColumns)[number], string | number | null>> &
  Readonly<Record<`score.${string}`, number | null>>;

/** The columns that a scorer adds: its mean, and of how many completions. */
export function usageScoreColumns(scorer: string): readonly `score.${string}`[] {
  return [`score.${scorer}.mean`, `score.${scorer}.scored`, `score.${scorer}.missing`];
}

/** One row per model and template, in the plan's order, every number recomputed from the records. */
export async function usageRows(
  store: Pick<Store, "totals" | "samples">,
  run: StoredRun,
  models: readonly Pick<Model, "name" | "price">[],
  scores: readonly ScoreFigure[] = [],
): Promise<UsageRow[]> {
  const totals = await store.totals(run.key);
  const tasks = run.prompts * run.plan.repeats;
  const wallSeconds = run.wallMs / 1000;
  const rows: UsageRow[] = [];
  for (const [lane, model] of run.plan.models.entries()) {
    const currency = models.find(({ name }) => name === model.name)?.price?.currency ?? null;
    for (const [template, { name }] of run.plan.templates.entries()) {
      const sums = totals.find((each) => each.lane === lane && each.template === template) ?? noRecords;
      const records = { runKey: run.key, lane, template };
      const latencies = await sampleQuantiles(store, records, "latencyMs", [0.5, 0.95, 0.99]);
      const [queueP50 = null] = await sampleQuantiles(store, records, "queueMs", [0.5]);
      const [latencyP50 = null, latencyP95 = null, latencyP99 = null] = latencies;
      const cost = money(sums.cost);
      rows.push({
        model: model.name,
        template: name,
        provider_model: model.model,
        tasks,
        completed: sums.completed,
        refused: sums.refused,
        failed: sums.failed,
        cancelled: tasks - sums.completed - sums.refused - sums.failed,
        usage_absent: sums.usageAbsent,
        prompt_tokens: sums.promptTokens,
        completion_tokens: sums.completionTokens,
        total_tokens: sums.totalTokens,
        cached_tokens: sums.cachedTokens,
        reasoning_tokens: sums.reasoningTokens,
        cost,
        currency: cost === null ? null : currency,
        attempts: sums.attempts,
        rate_limited: sums.rateLimited,
        latency_p50_ms: milliseconds(latencyP50),
        latency_p95_ms: milliseconds(latencyP95),
        latency_p99_ms: milliseconds(latencyP99),
        queue_p50_ms: milliseconds(queueP50),
        wall_s: thousandths(wallSeconds),
        requests_per_s: wallSeconds > 0 ? thousandths(sums.attempts / wallSeconds) : null,
        ...scoreCells(scores.filter((score) => score.lane === lane && score.template === template)),
      });
    }
  }
  return rows;
}

function scoreCells(scores: readonly ScoreFigure[]): Record<`score.${string}`, number | null> {
  const cells = scores.flatMap(({ scorer, mean, scored, missing }) => {
    const values = [mean === null ? null : Number(mean.toPrecision(12)), scored, missing];
    return usageScoreColumns(scorer).map((column, index) => [column, values[index] ?? null] as const);
  });
  return Object.fromEntries(cells);
}
