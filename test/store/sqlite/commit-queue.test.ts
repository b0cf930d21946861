import { expect, test } from "vitest";
import type { Clock } from "../../../src/core/clock.ts";
import { CommitQueue } from "../../../src/store/sqlite/commit-queue.ts";
import type { RunRecord } from "../../../src/store/sqlite/packed-records.ts";
import { completedRecord } from "../fixtures.ts";

/** A queue whose clock and writer move only when told to. */
function queueUnderTest() {
  const batches: { readonly cells: number[]; readonly settle: (error?: Error) => void }[] = [];
  const sleepers: { readonly delayMs: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (delayMs) =>
      new Promise((wake) => {
        sleepers.push({ delayMs, wake });
      }),
  };
  const write = (records: readonly RunRecord[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const cells = records.map(({ record }) => record.cell);
      batches.push({ cells, settle: (error) => (error === undefined ? resolve() : reject(error)) });
    });
  return { queue: new CommitQueue(write, clock, 20), batches, sleepers };
}

const entries = (count: number, first = 0): RunRecord[] =>
  Array.from({ length: count }, (_, index) => ({ runKey: 1, lane: 0, record: completedRecord(first + index) }));
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("records wait for each other once, and leave together", async () => {
  const { queue, batches, sleepers } = queueUnderTest();
  const commits = [queue.add(entries(1)), queue.add(entries(2, 1))];
  expect(sleepers.map(({ delayMs }) => delayMs)).toEqual([20]);
  expect(batches).toEqual([]);
  sleepers[0]?.wake();
  await turn();
  expect(batches.map(({ cells }) => cells)).toEqual([[0, 1, 2]]);
  batches[0]?.settle();
  await Promise.all(commits);
});

test("a worthwhile batch leaves an idle writer no wait, and no transaction exceeds a thousand records", async () => {
  const { queue, batches } = queueUnderTest();
  const commit = queue.add(entries(2_500));
  for (const [index, size] of [1_000, 1_000, 500].entries()) {
    expect(batches).toHaveLength(index + 1);
    expect(batches[index]?.cells).toHaveLength(size);
    batches[index]?.settle();
    await turn();
  }
  await commit;
});

test("a large batch is cut by its size", async () => {
  const { queue, batches } = queueUnderTest();
  const raw = new Uint8Array(3 * 2 ** 20);
  const large = entries(300).map((entry) => ({ ...entry, record: { ...entry.record, raw } }));
  void queue.add(large);
  await turn();
  expect(batches[0]?.cells.length).toBeLessThan(4);
});

test("what comes while a batch is written lingers meanwhile", async () => {
  const { queue, batches, sleepers } = queueUnderTest();
  void queue.add(entries(1));
  sleepers[0]?.wake();
  await turn();
  const second = queue.add(entries(1, 1));
  sleepers[1]?.wake();
  await turn();
  expect(batches).toHaveLength(1);
  batches[0]?.settle();
  await turn();
  expect(batches[1]?.cells).toEqual([1]);
  batches[1]?.settle();
  await second;
});

test("what comes while a batch is written waits for company no less than other records", async () => {
  const { queue, batches, sleepers } = queueUnderTest();
  void queue.add(entries(1));
  sleepers[0]?.wake();
  await turn();
  const commits = [queue.add(entries(1, 1)), queue.add(entries(1, 2))];
  batches[0]?.settle();
  await turn();
  expect(batches).toHaveLength(1);
  sleepers[1]?.wake();
  await turn();
  expect(batches[1]?.cells).toEqual([1, 2]);
  batches[1]?.settle();
  await Promise.all(commits);
});

test("a refusal rejects the commits of its batch and no other", async () => {
  const { queue, batches } = queueUnderTest();
  const first = queue.add(entries(1_000));
  const second = queue.add(entries(300, 1_000));
  batches[0]?.settle(new Error("the disk is full"));
  await expect(first).rejects.toThrow("the disk is full");
  await turn();
  batches[1]?.settle();
  await second;
});

test("draining leaves nothing behind and does not linger", async () => {
  const { queue, batches } = queueUnderTest();
  const commit = queue.add(entries(3));
  const drained = queue.drain();
  expect(batches).toHaveLength(1);
  batches[0]?.settle();
  await drained;
  await commit;
  await queue.drain();
});
