import { expect, test } from "vitest";
import type { ContractContext } from "./context.ts";
import { completedRecord, failedRecord, plainRows, refusedRecord, storeRun } from "../fixtures.ts";

const NOTHING = {
  completed: 0,
  refused: 0,
  failed: 0,
  usageAbsent: 0,
  promptTokens: null,
  completionTokens: null,
  totalTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  cost: null,
  attempts: 0,
  rateLimited: 0,
};

export function figureContract({ store }: ContractContext): void {
  test("requests are counted by lane and minute, those of superseded records too, and older ones are left out", async () => {
    const run = await storeRun(store(), plainRows(4), { models: 2 });
    const minute = 29_000_000;
    const at = (minutes: number) => (minute + minutes) * 60_000 + 59_999;
    await store().commit(run.key, [
      { lane: 0, record: completedRecord(0, { attempts: 3, startedAt: at(0) }) },
      { lane: 0, record: completedRecord(1, { attempts: 1, startedAt: at(0) }) },
      { lane: 0, record: completedRecord(2, { attempts: 9, startedAt: at(-2) }) },
      { lane: 1, record: { ...failedRecord(0, "timeout"), attempts: 5, startedAt: at(1) } },
    ]);
    const counts = [
      { lane: 0, minute, requests: 4 },
      { lane: 1, minute: minute + 1, requests: 5 },
    ];
    expect(await store().requestsSince(run.key, at(-1))).toEqual(counts);
    await store().reopenFailed(run.key);
    expect(await store().requestsSince(run.key, at(-1))).toEqual(counts);
  });

  test("totals are summed by lane and template, and unknown stays null", async () => {
    const run = await storeRun(store(), plainRows(3), { models: 2, templates: 2 });
    const tokens = { promptTokens: 5, completionTokens: null, totalTokens: 9, cachedTokens: 2, reasoningTokens: null };
    await store().commit(run.key, [
      { lane: 0, record: completedRecord(0, { attempts: 3, rateLimited: 2 }) },
      { lane: 0, record: completedRecord(2, { usage: { kind: "inconsistent", ...tokens }, cost: null }) },
      { lane: 0, record: failedRecord(4, "timeout") },
      { lane: 0, record: refusedRecord(1, "content_filter") },
    ]);

    expect(await store().totals(run.key)).toEqual([
      {
        ...NOTHING,
        lane: 0,
        template: 0,
        completed: 2,
        failed: 1,
        promptTokens: 16,
        completionTokens: 7,
        totalTokens: 27,
        cachedTokens: 2,
        cost: 0.5,
        attempts: 5,
        rateLimited: 2,
      },
      { ...NOTHING, lane: 0, template: 1, refused: 1, usageAbsent: 1, attempts: 1 },
      { ...NOTHING, lane: 1, template: 0 },
      { ...NOTHING, lane: 1, template: 1 },
    ]);
  });

  test("samples are one number per record that has it", async () => {
    const run = await storeRun(store(), plainRows(2_000), { templates: 2, repeats: 2 });
    const records = Array.from({ length: 8_000 }, (_, cell) => ({
      lane: 0,
      record: cell % 2 === 0 ? completedRecord(cell, { latencyMs: cell + 0.5 }) : failedRecord(cell, "timeout"),
    }));
    await store().commit(run.key, records);

    const latencies = await store().samples(run.key, 0, 1, "latencyMs");
    const expected = records.filter(({ record }) => record.cell % 4 === 2).map(({ record }) => record.latencyMs);
    expect([...latencies].sort((a, b) => a - b)).toEqual(expected);
    expect(await store().samples(run.key, 0, 0, "queueMs")).toHaveLength(4_000);
    expect(await store().samples((await storeRun(store(), plainRows(1))).key, 0, 0, "latencyMs")).toHaveLength(0);
  });

  test("failures are grouped by lane, kind and code, most frequent first, with one example", async () => {
    const rows = plainRows(4).map((row) => ({ ...row, id: row.row === 2 ? "second" : null }));
    const run = await storeRun(store(), rows, { models: 2 });
    await store().commit(run.key, [
      { lane: 1, record: failedRecord(1, "timeout", "no answer in 600 s") },
      { lane: 0, record: refusedRecord(0, "content_filter") },
      { lane: 1, record: failedRecord(2, "timeout", "no answer in 600 s") },
      { lane: 1, record: failedRecord(3, "content_filter", "odd") },
      { lane: 0, record: completedRecord(1) },
    ]);

    expect(await store().failures(run.key)).toEqual([
      {
        lane: 1,
        kind: "failed",
        code: "timeout",
        count: 2,
        example: { promptId: "second", message: "no answer in 600 s" },
      },
      {
        lane: 0,
        kind: "refused",
        code: "content_filter",
        count: 1,
        example: { promptId: "questions.csv:1", message: "not for me" },
      },
      {
        lane: 1,
        kind: "failed",
        code: "content_filter",
        count: 1,
        example: { promptId: "questions.csv:4", message: "odd" },
      },
    ]);
  });
}
