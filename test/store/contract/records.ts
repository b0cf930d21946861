import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { StoreError } from "../../../src/core/errors.ts";
import type { Answer, Outcome, TaskRecord, Usage } from "../../../src/core/record.ts";
import type { GridRecord, Store } from "../../../src/store/store.ts";
import type { ContractContext } from "./context.ts";
import { completedRecord, failedRecord, plainRows, storeRun } from "../fixtures.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "\u0000", "a\u0000b", "\ufeffmark", "\u{1f600}", "\ud83d alone", "alone \ude00"),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);
const textOrNull = fc.option(text);
const count = fc.nat({ max: 2 ** 40 });
const milliseconds = fc.double({ min: 0, max: 1e9, noNaN: true });
const answer: fc.Arbitrary<Answer> = fc.record({
  text: textOrNull,
  reasoning: textOrNull,
  toolCalls: textOrNull,
  finishReason: textOrNull,
});
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  answer.map((given): Outcome => ({ kind: "completed", ...given })),
  fc.tuple(text, text, answer).map(([code, message, given]): Outcome => ({ kind: "refused", code, message, ...given })),
  fc.tuple(text, text).map(([code, message]): Outcome => ({ kind: "failed", code, message })),
);
const tokens = fc.option(count);
const usage: fc.Arbitrary<Usage> = fc.oneof(
  fc.constant<Usage>({ kind: "absent" }),
  fc.record({
    kind: fc.constantFrom("reported", "inconsistent"),
    promptTokens: tokens,
    completionTokens: tokens,
    totalTokens: tokens,
    cachedTokens: tokens,
    reasoningTokens: tokens,
  }),
);
const record: fc.Arbitrary<Omit<TaskRecord, "cell">> = fc.record({
  outcome,
  usage,
  cost: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  attempts: count,
  rateLimited: count,
  queueMs: milliseconds,
  retryMs: milliseconds,
  latencyMs: fc.option(milliseconds),
  ttftMs: fc.option(milliseconds),
  startedAt: fc.double({ min: 0, max: 2e12, noNaN: true }),
  requestId: textOrNull,
  returnedModel: textOrNull,
  httpStatus: fc.option(fc.integer({ min: 100, max: 599 })),
  raw: fc.option(fc.uint8Array({ maxLength: 3_000 })),
});

export function recordContract({ store, openAnother }: ContractContext): void {
  test("whatever a record holds comes back, null as null and empty as empty; half a surrogate pair as U+FFFD", async () => {
    const prompts = 4;
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: prompts, maxLength: prompts }), async (given) => {
        const run = await storeRun(store(), plainRows(prompts));
        const records = given.map((each, cell) => ({ ...each, cell }));
        await store().commit(
          run.key,
          records.map((each) => ({ lane: 0, record: each })),
        );
        for (const expected of records) {
          const row = await store().findGridRow(run.key, `questions.csv:${expected.cell + 1}`);
          const place = { lane: 0, template: 0, repeat: 1 };
          expect(row?.records).toEqual([{ ...wellFormed(expected), ...place }]);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("the first record of a cell counts", async () => {
    const run = await storeRun(store(), plainRows(1));
    const later = completedRecord(0, { outcome: { kind: "failed", code: "later", message: "" } });
    await store().commit(run.key, [
      { lane: 0, record: completedRecord(0) },
      { lane: 0, record: later },
    ]);
    await store().commit(run.key, [{ lane: 0, record: later }]);

    const records = await recordsOf(store(), run.key);
    expect(records).toEqual([{ ...completedRecord(0), raw: null, lane: 0, template: 0, repeat: 1 }]);
  });

  test("commits of several runs and lanes that are handed over together keep apart", async () => {
    const runs = [
      await storeRun(store(), plainRows(5), { models: 3 }),
      await storeRun(store(), plainRows(5), { models: 3 }),
    ];
    const places = runs.flatMap((run) =>
      [0, 1, 2].flatMap((lane) => [0, 1, 2, 3, 4].map((cell) => ({ run, lane, cell }))),
    );
    await Promise.all(
      places.map(({ run, lane, cell }) => {
        const requestId = `${run.id} ${lane} ${cell}`;
        return store().commit(run.key, [{ lane, record: completedRecord(cell, { requestId }) }]);
      }),
    );
    for (const run of runs) {
      const records = await recordsOf(store(), run.key);
      expect(records).toHaveLength(15);
      for (const { lane, cell, requestId } of records) expect(requestId).toBe(`${run.id} ${lane} ${cell}`);
    }
  });

  test("what was committed is there for another process at once, and after closing", async () => {
    const run = await storeRun(store(), plainRows(2));
    await using other = await openAnother();
    await store().commit(run.key, [{ lane: 0, record: completedRecord(0) }]);
    expect(await recordsOf(other, run.key)).toHaveLength(1);

    const third = await openAnother();
    const handedOver = third.commit(run.key, [{ lane: 0, record: completedRecord(1) }]);
    await third[Symbol.asyncDispose]();
    await handedOver;
    expect(await recordsOf(other, run.key)).toHaveLength(2);
  });

  test("more records than one transaction takes are all stored", async () => {
    const run = await storeRun(store(), plainRows(3_000));
    const records = Array.from({ length: 3_000 }, (_, cell) => ({ lane: 0, record: completedRecord(cell) }));
    await store().commit(run.key, records);
    expect((await store().totals(run.key))[0]?.completed).toBe(3_000);
  });

  test("raw bodies that do not compress come back whole", async () => {
    const run = await storeRun(store(), plainRows(4));
    const random = (seed: number) => createHash("shake256", { outputLength: 200_000 }).update(`${seed}`).digest();
    const records = [0, 1, 2, 3].map((cell) => ({ lane: 0, record: completedRecord(cell, { raw: random(cell) }) }));
    await store().commit(run.key, records);
    for (const cell of [0, 1, 2, 3]) {
      const row = await store().findGridRow(run.key, `questions.csv:${cell + 1}`);
      expect(random(cell).equals(row?.records[0]?.raw ?? new Uint8Array())).toBe(true);
    }
  });

  test("a commit to a lane that the run lacks is refused, and the store goes on", async () => {
    const run = await storeRun(store(), plainRows(1));
    await expect(store().commit(run.key, [{ lane: 7, record: completedRecord(0) }])).rejects.toThrow(StoreError);
    await store().commit(run.key, [{ lane: 0, record: completedRecord(0) }]);
    expect(await recordsOf(store(), run.key)).toHaveLength(1);
  });

  test("a closed store refuses", async () => {
    const run = await storeRun(store(), plainRows(1));
    const other = await openAnother();
    await other[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await expect(other.commit(run.key, [{ lane: 0, record: completedRecord(0) }])).rejects.toThrow(StoreError);
    await expect(other.listRuns()).rejects.toThrow(StoreError);
  });

  test("reopening failed records makes their tasks pending again and touches no other", async () => {
    const prompts = 700;
    const run = await storeRun(store(), plainRows(prompts), { models: 2 });
    const neighbour = await storeRun(store(), plainRows(1));
    await store().commit(neighbour.key, [{ lane: 0, record: failedRecord(0, "timeout") }]);
    const records = Array.from({ length: prompts }, (_, cell) => [
      { lane: 0, record: failedRecord(cell, "timeout") },
      { lane: 1, record: cell % 2 === 0 ? completedRecord(cell) : failedRecord(cell, "http_500") },
    ]).flat();
    await store().commit(run.key, records);

    expect(await store().reopenFailed(run.key)).toBe(1_050);
    expect(await store().reopenFailed(run.key)).toBe(0);

    expect(await store().pendingTasks(run.key, 0, -1, 1_000)).toHaveLength(prompts);
    const pending = await store().pendingTasks(run.key, 1, -1, 1_000);
    expect(pending.map(({ cell }) => cell % 2)).toEqual(Array.from({ length: 350 }, () => 1));
    expect(await store().failures(neighbour.key)).toHaveLength(1);
    await store().commit(run.key, [{ lane: 0, record: completedRecord(0) }]);
    expect((await store().totals(run.key))[0]).toMatchObject({ completed: 1, failed: 0 });
  });
}

async function recordsOf(store: Store, runKey: number): Promise<GridRecord[]> {
  return (await store.gridRows(runKey, -1, 1_000)).flatMap(({ records }) => records);
}

function wellFormed(given: TaskRecord): TaskRecord {
  const mend = (value: unknown): unknown => (typeof value === "string" ? value.toWellFormed() : value);
  const mendAll = <Item extends object>(item: Item): Item => {
    const mended = { ...item };
    for (const [name, value] of Object.entries(item)) Object.assign(mended, { [name]: mend(value) });
    return mended;
  };
  return { ...mendAll(given), outcome: mendAll(given.outcome) };
}
