import type { RunPlan } from "../src/core/run.ts";
import { nothingLeftOut } from "../src/core/left-out.ts";
import type { LaneRecord, Store, StoredRun } from "../src/store/store.ts";

/** How a stored run is made. */
export interface StoredRunShape {
  readonly prompts: number;
  readonly models: number;
  /** UTF-16 units of each completion. */
  readonly completionLength: number;
}

const CHUNK = 2000;
const SENTENCE = 'She said "yes, of course", and the sum is 42.\nThe next line follows. ';

/** Fills a store with a complete run as an endpoint without faults would, and without asking one. */
export async function storeRun(
  store: Store,
  { prompts, models, completionLength }: StoredRunShape,
): Promise<StoredRun> {
  const hash = "5a".repeat(32);
  const set = await store.beginPromptSet(hash);
  for (const first of chunks(prompts)) {
    const rows = Array.from({ length: Math.min(CHUNK, prompts - first) }, (_unused, index) => first + index);
    await set.append(
      rows.map((row) => ({ row: row + 1, line: row + 2, id: null, cells: [`What is ${row} + ${row}, and why?`] })),
    );
  }
  const { key: setKey } = await set.complete(["prompt"], nothingLeftOut);

  const plan = planOf(models, hash);
  const draft = await store.beginRun({
    id: "bench",
    name: null,
    createdAt: 0,
    plan,
    config: "{}",
    promptgridVersion: "bench",
    gitCommit: null,
    promptSetKeys: [setKey],
  });
  for (const first of chunks(prompts)) {
    const stored = await store.readPromptSet(setKey, first, CHUNK);
    await draft.select(stored.map(({ key }) => ({ promptKey: key, promptSet: 0 })));
  }
  const run = await draft.complete(nothingLeftOut);

  const text = SENTENCE.repeat(Math.ceil(completionLength / SENTENCE.length)).slice(0, completionLength);
  await store.claimRun(run.key);
  for (const first of chunks(prompts)) {
    for (const lane of plan.models.keys()) {
      const cells = Array.from({ length: Math.min(CHUNK, prompts - first) }, (_unused, index) => first + index);
      await store.commit(
        run.key,
        cells.map((cell) => laneRecord(lane, cell, text)),
      );
    }
  }
  await store.updateRun(run.key, { status: "complete", finishedAt: 1, exitCode: 0, addWallMs: 1000 });
  const found = await store.findRun("bench");
  if (found === null) throw new Error("the run is not in the store");
  return found;
}

function* chunks(count: number): Generator<number> {
  for (let first = 0; first < count; first += CHUNK) yield first;
}

function planOf(models: number, hash: string): RunPlan {
  return {
    promptSets: [{ name: "prompts.csv", hash }],
    selection: { where: [], limit: null, sample: null, skipInvalid: false },
    templates: [{ kind: "messages", name: "default", messages: [{ role: "user", content: "{{prompt}}" }] }],
    repeats: 1,
    models: Array.from({ length: models }, (_unused, index) => ({
      name: `model ${index + 1}`,
      model: "bench",
      baseUrl: "http://127.0.0.1:9/v1",
      provider: "generic",
      params: {},
      stream: false,
    })),
    simulated: true,
  };
}

function laneRecord(lane: number, cell: number, text: string): LaneRecord {
  const answer = { text: `${cell}: ${text}`, reasoning: null, toolCalls: null, finishReason: "stop" };
  const tokens = { promptTokens: 12, completionTokens: 40 + (cell % 7), totalTokens: 52 + (cell % 7) };
  return {
    lane,
    record: {
      cell,
      outcome: { kind: "completed", ...answer },
      usage: { kind: "reported", ...tokens, cachedTokens: 0, reasoningTokens: null },
      cost: 0.000_012 * (cell % 9),
      attempts: 1,
      rateLimited: 0,
      queueMs: (cell % 100) / 7,
      retryMs: 0,
      latencyMs: 200 + (cell % 1000) / 13,
      ttftMs: null,
      startedAt: 1_767_000_000_000 + cell,
      requestId: `req-${lane}-${cell.toString(16).padStart(12, "0")}`,
      returnedModel: "bench-2026-01-01",
      httpStatus: 200,
      raw: null,
    },
  };
}
