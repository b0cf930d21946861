import type { Model } from "../core/config.ts";
import type { TaskRecord, TaskStatus } from "../core/record.ts";
import type { LaneStop } from "../core/run.ts";
import type { StoredRun } from "../store/store.ts";
import { milliseconds, money, type Cell } from "./cell.ts";
import type { GridTable } from "./grid-table.ts";
import { inputColumns } from "./input-columns.ts";
import { plannedCells } from "./planned-cells.ts";

const taskColumns = ["run_id", "prompt_set", "row", "prompt_id", "template", "model", "provider_model", "repeat"];

const resultColumns = [
  "status",
  "completion",
  "finish_reason",
  "prompt_tokens",
  "completion_tokens",
  "total_tokens",
  "cached_tokens",
  "reasoning_tokens",
  "usage",
  "cost",
  "currency",
  "queue_ms",
  "retry_ms",
  "latency_ms",
  "ttft_ms",
  "attempts",
  "error_code",
  "error",
  "request_id",
  "returned_model",
  "started_at",
] as const;

type Result = Readonly<Partial<Record<(typeof resultColumns)[number], Cell>>> & { readonly status: TaskStatus };

/**
 * One row per planned task in input order: prompt, then template, then model, then repeat. A task without a record is
 * `cancelled` and carries the reason for which its lane stopped, if it did.
 */
export function completionsTable(run: StoredRun, models: readonly Pick<Model, "name" | "price">[]): GridTable {
  const inputs = inputColumns(run.promptSets);
  const cellsOf = plannedCells(run.plan, "template");
  const templates = run.plan.templates.map((template) => template.name);
  const lanes = run.plan.models.map(({ name, model }, lane) => ({
    axes: [name, model],
    currency: models.find((each) => each.name === name)?.price?.currency ?? null,
    unsettled: unsettled(run.laneStops[lane] ?? null),
  }));

  return {
    name: "completions",
    columns: [...taskColumns, ...resultColumns, ...inputs.headers],
    rowsOf: (row) => {
      const { promptSet, row: dataRow, id } = row.prompt;
      const inputCells = inputs.cellsOf(row.prompt);
      return cellsOf(row).flatMap(({ lane: index, template, repeat, record }) => {
        const lane = lanes[index];
        if (lane === undefined) return [];
        const task = [run.id, promptSet, dataRow, id, templates[template] ?? null, ...lane.axes, repeat];
        const result = record === null ? lane.unsettled : settled(record, lane.currency);
        return [[...task, ...resultColumns.map((column) => result[column] ?? null), ...inputCells]];
      });
    },
  };
}

function unsettled(stop: LaneStop | null): Result {
  return { status: "cancelled", error_code: stop?.code ?? null, error: stop?.message ?? null };
}

function settled(record: TaskRecord, currency: string | null): Result {
  const { outcome, usage } = record;
  const tokens = usage.kind === "absent" ? null : usage;
  const answer = outcome.kind === "failed" ? null : outcome;
  const error = outcome.kind === "completed" ? null : outcome;
  return {
    status: outcome.kind,
    completion: answer?.text ?? null,
    finish_reason: answer?.finishReason ?? null,
    prompt_tokens: tokens?.promptTokens ?? null,
    completion_tokens: tokens?.completionTokens ?? null,
    total_tokens: tokens?.totalTokens ?? null,
    cached_tokens: tokens?.cachedTokens ?? null,
    reasoning_tokens: tokens?.reasoningTokens ?? null,
    usage: usage.kind,
    cost: money(record.cost),
    currency: record.cost === null ? null : currency,
    queue_ms: milliseconds(record.queueMs),
    retry_ms: milliseconds(record.retryMs),
    latency_ms: milliseconds(record.latencyMs),
    ttft_ms: milliseconds(record.ttftMs),
    attempts: record.attempts,
    error_code: error?.code ?? null,
    error: error?.message ?? null,
    request_id: record.requestId,
    returned_model: record.returnedModel,
    started_at: new Date(record.startedAt).toISOString(),
  };
}
