import { expect, test } from "vitest";
import { StoreError } from "../../src/core/errors.ts";
import type { UnrecordedSpend } from "../../src/core/run.ts";
import { UnrecordedSpends } from "../../src/run/unrecorded-spends.ts";

function spendsOn(write: (lane: number, spend: UnrecordedSpend) => Promise<void>) {
  const store = { setUnrecordedSpend: (_runKey: number, lane: number, spend: UnrecordedSpend) => write(lane, spend) };
  return new UnrecordedSpends(store, {
    key: 1,
    unrecorded: [
      { tokens: 10, cost: 1 },
      { tokens: 0, cost: 0 },
    ],
  });
}

test("what is added while a write is under way is in the next one, and earlier sittings stay counted", async () => {
  const written: [number, UnrecordedSpend][] = [];
  const spends = spendsOn(async (lane, spend) => void written.push([lane, spend]));
  for (let count = 0; count < 1000; count++) spends.add(0, { tokens: 1, cost: 0.5 });
  spends.add(1, { tokens: 7, cost: 0 });
  await spends.flush();
  expect(written).toEqual([
    [0, { tokens: 1010, cost: 501 }],
    [1, { tokens: 7, cost: 0 }],
  ]);
  expect(spends.lanes).toEqual(written.map(([, spend]) => spend));
});

test("a store that refuses is told to whoever flushes", async () => {
  const full = new StoreError("SQLITE_FULL", "the disk is full");
  const spends = spendsOn(() => Promise.reject(full));
  spends.add(0, { tokens: 1, cost: 0 });
  await expect(spends.flush()).rejects.toBe(full);
});
