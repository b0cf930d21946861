import { expect, test } from "vitest";
import type { GridRow } from "../../src/store/store.ts";
import { gridPages } from "../../src/tables/grid-pages.ts";
import { completed, makePlan, makePrompt, makeRecord } from "./grid.ts";

const plan = makePlan(["A"]);

function makeRows(count: number, textOf: (position: number) => string): GridRow[] {
  return Array.from({ length: count }, (_unused, position) => ({
    prompt: makePrompt(position, {}),
    records: [makeRecord(plan, position, { outcome: completed(textOf(position)) })],
  }));
}

/** A store that notes what it is asked for; positions in `gaps` do not exist. */
function recordingStore(rows: readonly GridRow[]) {
  const calls: { after: number; limit: number }[] = [];
  return {
    calls,
    gridRows: async (_runKey: number, after: number, limit: number) => {
      calls.push({ after, limit });
      return rows.filter((row) => row.prompt.position > after).slice(0, limit);
    },
  };
}

async function positionsOf(pages: AsyncIterable<GridRow[]>): Promise<number[]> {
  const positions: number[] = [];
  for await (const page of pages) positions.push(...page.map((row) => row.prompt.position));
  return positions;
}

test("every prompt comes once, in input order, over positions that were left out", async () => {
  const rows = makeRows(3000, () => "short").filter((row) => row.prompt.position % 7 !== 3);
  const positions = await positionsOf(gridPages(recordingStore(rows), 1));
  expect(positions).toEqual(rows.map((row) => row.prompt.position));
});

test("a run without prompts has no pages", async () => {
  expect(await positionsOf(gridPages(recordingStore([]), 1))).toEqual([]);
});

test("the next page is read while one is used, and no more than that", async () => {
  const store = recordingStore(makeRows(1000, () => "short"));
  const pages = gridPages(store, 1);
  await pages.next();
  expect(store.calls).toHaveLength(2);
  await pages.next();
  expect(store.calls).toHaveLength(3);
  await pages.return(undefined);
});

test("pages shrink where completions are long, so that memory stays bounded", async () => {
  const long = "x".repeat(100_000);
  const store = recordingStore(makeRows(1500, (position) => (position < 700 ? "short" : long)));
  await positionsOf(gridPages(store, 1));
  const limits = store.calls.map((call) => call.limit);
  expect(Math.max(...limits)).toBe(200);
  expect(limits.at(-1)).toBeLessThanOrEqual(5);
});

test("a page that cannot be read ends the pages with the store's error, even when nobody waits for it yet", async () => {
  const [first] = makeRows(1, () => "short");
  const failing = {
    gridRows: async (_runKey: number, after: number) => {
      if (after === -1 && first !== undefined) return [first];
      throw new Error("database disk image is malformed");
    },
  };
  const pages = gridPages(failing, 1);
  expect((await pages.next()).value).toEqual([first]);
  // Gives an unhandled rejection the chance to surface; vitest would fail the run.
  await new Promise((resolve) => setImmediate(resolve));
  await expect(pages.next()).rejects.toThrow("malformed");
});
