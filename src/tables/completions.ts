import type { Model } from "../core/config.ts";
import type { Answer, TaskRecord, TaskStatus, TokenCounts } from "../core/record.ts";
import type { LaneStop } from "../core/run.ts";
import type { StoredRun } from "../store/store.ts";
import { milliseconds, money, type Cell } from "./cell.ts";
import type { GridTable } from "./grid-table.ts";
import { inputColumns } from "./input-columns.ts";
import { plannedCells } from "./planned-cells.ts";

const taskColumns = ["run_id", "prompt_set", "row", "prompt_id", "template", "model", "provider_model", "repeat"];

/** What a settled task shows in each column; `currency` is that of the model's price. */
const resultColumns = {
  status: ({ outcome }) => outcome.kind,
  completion: (record) => answerOf(record)?.text ?? null,
  finish_reason: (record) => answerOf(record)?.finishReason ?? null,
  prompt_tokens: (record) => tokensOf(record)?.promptTokens ?? null,
  completion_tokens: (record) => tokensOf(record)?.completionTokens ?? null,
  total_tokens: (record) => tokensOf(record)?.totalTokens ?? null,
  cached_tokens: (record) => tokensOf(record)?.cachedTokens ?? null,
  reasoning_tokens: (record) => tokensOf(record)?.reasoningTokens ?? null,
  usage: ({ usage }) => usage.kind,
  cost: ({ cost }) => money(cost),
  currency: ({ cost }, currency) => (cost === null ? null : currency),
  queue_ms: ({ queueMs }) => milliseconds(queueMs),
  retry_ms: ({ retryMs }) => milliseconds(retryMs),
  latency_ms: ({ latencyMs }) => milliseconds(latencyMs),
  ttft_ms: ({ ttftMs }) => milliseconds(ttftMs),
  attempts: ({ attempts }) => attempts,
  error_code: ({ outcome }) => (outcome.kind === "completed" ? null : outcome.code),
  error: ({ outcome }) => (outcome.kind === "completed" ? null : outcome.message),
  request_id: ({ requestId }) => requestId,
  returned_model: ({ returnedModel }) => returnedModel,
  started_at: ({ startedAt }) => new Date(startedAt).toISOString(),
} satisfies Record<string, (record: TaskRecord, currency: string | null) => Cell>;

const resultNames = Object.keys(resultColumns);
const resultCells: readonly ((record: TaskRecord, currency: string | null) => Cell)[] = Object.values(resultColumns);

/**
 * One row per planned task in input order: prompt, then template, then model, then repeat. A task without a record is
 * `cancelled` and carries the reason for which its lane stopped, if it did.
 */
export function completionsTable(
  run: StoredRun,
  models: readonly Pick<Model, "name" | "price">[],
  scorers: readonly string[] = [],
): GridTable {
  const inputs = inputColumns(run.promptSets);
  const cellsOf = plannedCells(run.plan, "template");
  const templates = run.plan.templates.map((template) => template.name);
  const lanes = run.plan.models.map(({ name, model }, lane) => ({
    name,
    model,
    currency: models.find((each) => each.name === name)?.price?.currency ?? null,
    unsettled: unsettled(run.laneStops[lane] ?? null),
  }));

  const noScores = scorers.map(() => null);

  return {
    name: "completions",
    columns: [...taskColumns, ...resultNames, ...scorers.map((name) => `score.${name}`), ...inputs.headers],
    rowsOf: (row, scoresOf) => {
      const { promptSet, row: dataRow, id } = row.prompt;
      const inputCells = inputs.cellsOf(row.prompt);
      const rows: Cell[][] = [];
      for (const { lane: index, template, repeat, record } of cellsOf(row)) {
        const lane = lanes[index];
        if (lane === undefined) continue;
        const cells: Cell[] = [run.id, promptSet, dataRow, id];
        cells.push(templates[template] ?? null, lane.name, lane.model, repeat);
        if (record === null) cells.push(...lane.unsettled, ...noScores);
        else {
          for (const cellOf of resultCells) cells.push(cellOf(record, lane.currency));
          if (scorers.length > 0) cells.push(...scoresOf(row.prompt.position, record));
        }
        cells.push(...inputCells);
        rows.push(cells);
      }
      return rows;
    },
  };
}

function unsettled(stop: LaneStop | null): Cell[] {
  const status: TaskStatus = "cancelled";
  const cells: Partial<Record<string, Cell>> & Partial<Record<keyof typeof resultColumns, Cell>> = {
    status,
    error_code: stop?.code ?? null,
    error: stop?.message ?? null,
  };
  return resultNames.map((name) => cells[name] ?? null);
}

function answerOf({ outcome }: TaskRecord): Answer | null {
  return outcome.kind === "failed" ? null : outcome;
}

function tokensOf({ usage }: TaskRecord): TokenCounts | null {
  return usage.kind === "absent" ? null : usage;
}
