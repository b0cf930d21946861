import { nothingLeftOut } from "../../src/core/left-out.ts";
import type { Model } from "../../src/core/config.ts";
import type { Outcome } from "../../src/core/record.ts";
import type { RunPlan } from "../../src/core/run.ts";
import { cellOf, type Prompt } from "../../src/core/task.ts";
import {
  laneShapeOf,
  type GridRecord,
  type GridRow,
  type LaneTotals,
  type Store,
  type StoredRun,
} from "../../src/store/store.ts";

/** What the tables read, held in memory. */
export type TableSource = Pick<Store, "gridRows" | "totals" | "samples">;

export const startedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export function completed(text: string | null, finishReason: string | null = "stop"): Outcome {
  return { kind: "completed", text, reasoning: null, toolCalls: null, finishReason };
}

export function makePrompt(position: number, columns: Record<string, string>, changes: Partial<Prompt> = {}): Prompt {
  const id = columns["id"] ?? `prompts/a.csv:${position + 1}`;
  return { position, promptSet: "prompts/a.csv", row: position + 1, line: position + 2, id, columns, ...changes };
}

export function makeRecord(plan: RunPlan, position: number, changes: Partial<GridRecord>): GridRecord {
  const { lane = 0, template = 0, repeat = 1 } = changes;
  return {
    lane,
    template,
    repeat,
    cell: cellOf(laneShapeOf(plan), position, template, repeat),
    outcome: completed("text"),
    usage: { kind: "absent" },
    cost: null,
    attempts: 1,
    rateLimited: 0,
    queueMs: 0,
    retryMs: 0,
    latencyMs: 200,
    ttftMs: null,
    startedAt,
    requestId: null,
    returnedModel: null,
    httpStatus: 200,
    raw: null,
    ...changes,
  };
}

export function makePlan(
  models: readonly string[],
  templates: readonly string[] = ["default"],
  repeats = 1,
  simulated = false,
): RunPlan {
  return {
    promptSets: [{ name: "prompts/a.csv", hash: "5a".repeat(32) }],
    selection: { where: [], limit: null, sample: null, skipInvalid: false },
    templates: templates.map((name) => ({
      kind: "messages",
      name,
      messages: [{ role: "user", content: "{{prompt}}" }],
    })),
    repeats,
    models: models.map((name) => ({
      name,
      model: `${name.toLowerCase()}-1`,
      baseUrl: "https://models.example/v1",
      provider: "generic",
      params: {},
      stream: false,
    })),
    simulated,
  };
}

export function makeRun(plan: RunPlan, prompts: number, columns: readonly string[], changes: Partial<StoredRun> = {}) {
  const run: StoredRun = {
    key: 1,
    id: "run-1",
    name: null,
    status: "complete",
    createdAt: startedAt - 1000,
    finishedAt: startedAt + 1500,
    exitCode: 0,
    plan,
    config: JSON.stringify({ repeats: plan.repeats }),
    promptgridVersion: "1.2.3",
    gitCommit: null,
    parent: null,
    prompts,
    leftOut: nothingLeftOut,
    laneStops: plan.models.map(() => null),
    unrecorded: plan.models.map(() => ({ tokens: 0, cost: 0 })),
    promptSets: [{ key: 1, hash: "5a".repeat(32), columns, rows: prompts, leftOut: nothingLeftOut }],
    wallMs: 2500,
    ...changes,
  };
  return run;
}

export const dollars: readonly Pick<Model, "name" | "price">[] = ["A", "B"].map((name) => ({
  name,
  price: { input: 1, output: 2, cachedInput: null, currency: "USD" },
}));

/** Serves `rows` a page at a time, at most `longestPage` prompts of them. */
export function sourceOf(rows: readonly GridRow[], totals: readonly LaneTotals[] = [], longestPage = 2): TableSource {
  return {
    gridRows: async (_runKey, afterPosition, limit) =>
      rows.filter((row) => row.prompt.position > afterPosition).slice(0, Math.min(limit, longestPage)),
    totals: async () => [...totals],
    samples: async (_runKey, lane, template, figure) =>
      Float64Array.from(
        rows.flatMap((row) =>
          row.records
            .filter((record) => record.lane === lane && record.template === template)
            .flatMap((record) => record[figure] ?? []),
        ),
      ),
  };
}
