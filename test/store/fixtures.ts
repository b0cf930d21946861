import { nothingLeftOut } from "../../src/core/left-out.ts";
import { createHash, randomUUID } from "node:crypto";
import type { PromptRow } from "../../src/core/prompt-row.ts";
import type { Outcome, TaskRecord } from "../../src/core/record.ts";
import type { RunPlan } from "../../src/core/run.ts";
import type { NewRun, Store, StoredPromptSet, StoredRun } from "../../src/store/store.ts";

/** A hash like that of a prompt set's bytes. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function newHash(): string {
  return hashOf(randomUUID());
}

/** Rows without an id, one cell each. */
export function plainRows(count: number, firstRow = 1): PromptRow[] {
  return Array.from({ length: count }, (_, index) => ({
    row: firstRow + index,
    line: firstRow + index + 1,
    id: null,
    cells: [`question ${firstRow + index}`],
  }));
}

export async function storePromptSet(
  store: Store,
  rows: readonly PromptRow[],
  columns: readonly string[] = ["prompt"],
  hash: string = newHash(),
): Promise<StoredPromptSet> {
  const draft = await store.beginPromptSet(hash);
  await draft.append(rows);
  return await draft.complete(columns, nothingLeftOut);
}

export interface PlanShape {
  readonly models?: number;
  readonly templates?: number;
  readonly repeats?: number;
}

export function planOf(
  sets: readonly { readonly name: string; readonly hash: string }[],
  shape: PlanShape = {},
): RunPlan {
  return {
    promptSets: sets,
    selection: { where: [], limit: null, sample: null, skipInvalid: false },
    templates: Array.from({ length: shape.templates ?? 1 }, (_, index) => ({
      kind: "messages",
      name: `template ${index}`,
      messages: [{ role: "user", content: "{{prompt}}" }],
    })),
    repeats: shape.repeats ?? 1,
    models: Array.from({ length: shape.models ?? 1 }, (_, index) => ({
      name: `model ${index}`,
      model: `provider-model-${index}`,
      baseUrl: "http://127.0.0.1:9/v1",
      provider: "generic",
      params: { temperature: 0 },
      stream: false,
    })),
    simulated: true,
  };
}

export function newRun(plan: RunPlan, promptSetKeys: readonly number[], id: string = randomUUID()): NewRun {
  return {
    id,
    name: null,
    createdAt: 1_700_000_000_000,
    plan,
    config: "{}",
    promptgridVersion: "0.1.0",
    gitCommit: null,
    promptSetKeys,
  };
}

/** A complete run over every row of one set named `questions.csv`. */
export async function storeRun(
  store: Store,
  rows: readonly PromptRow[],
  shape: PlanShape = {},
  columns?: readonly string[],
): Promise<StoredRun> {
  const set = await storePromptSet(store, rows, columns);
  const plan = planOf([{ name: "questions.csv", hash: set.hash }], shape);
  const draft = await store.beginRun(newRun(plan, [set.key]));
  const prompts = await store.readPromptSet(set.key, 0, rows.length);
  await draft.select(prompts.map(({ key }) => ({ promptKey: key, promptSet: 0 })));
  return await draft.complete(nothingLeftOut);
}

export function completedRecord(cell: number, changes: Partial<TaskRecord> = {}): TaskRecord {
  return {
    cell,
    outcome: { kind: "completed", text: `answer ${cell}`, reasoning: null, toolCalls: null, finishReason: "stop" },
    usage: {
      kind: "reported",
      promptTokens: 11,
      completionTokens: 7,
      totalTokens: 18,
      cachedTokens: null,
      reasoningTokens: null,
    },
    cost: 0.5,
    attempts: 1,
    rateLimited: 0,
    queueMs: 1.25,
    retryMs: 0,
    latencyMs: 203.75,
    ttftMs: null,
    startedAt: 1_700_000_000_123,
    requestId: "request-1",
    returnedModel: "provider-model",
    httpStatus: 200,
    raw: new TextEncoder().encode(`{"answer":${cell}}`),
    ...changes,
  };
}

export function failedRecord(cell: number, code: string, message = "it failed"): TaskRecord {
  const outcome: Outcome = { kind: "failed", code, message };
  return completedRecord(cell, {
    outcome,
    usage: { kind: "absent" },
    cost: null,
    latencyMs: null,
    raw: null,
    httpStatus: 500,
  });
}

export function refusedRecord(cell: number, code: string): TaskRecord {
  const answer = { text: null, reasoning: null, toolCalls: null, finishReason: "content_filter" };
  const outcome: Outcome = { kind: "refused", code, message: "not for me", ...answer };
  return completedRecord(cell, { outcome, usage: { kind: "absent" }, cost: null });
}
