import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { Turns } from "../../src/providers/turns.ts";

test("whoever waits goes on in the order of coming, a few in each turn of the event loop", async () => {
  const turns = new Turns();
  const gone: number[] = [];
  const all = Array.from({ length: 100 }, async (_, index) => {
    await turns.next();
    gone.push(index);
  });
  const counts: number[] = [];
  while (gone.length < 100) {
    await nextTurn();
    counts.push(gone.length);
  }
  await Promise.all(all);
  expect(gone).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(counts).toEqual([32, 64, 96, 100]);
});

test("nobody goes on within the turn in which they came", async () => {
  const turns = new Turns();
  let isGone = false;
  const one = turns.next().then(() => {
    isGone = true;
  });
  await Promise.resolve();
  expect(isGone).toBe(false);
  await one;
  expect(isGone).toBe(true);
});

test("whoever comes while others wait goes on behind them", async () => {
  const turns = new Turns();
  const gone: string[] = [];
  const note = async (name: string) => {
    await turns.next();
    gone.push(name);
  };
  const early = Array.from({ length: 40 }, () => note("early"));
  await nextTurn();
  await Promise.all([...early, note("late")]);
  expect(gone.at(-1)).toBe("late");
});
