import { nothingLeftOut } from "../../../src/core/left-out.ts";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Task } from "../../../src/core/task.ts";
import { cellOf, placeOf } from "../../../src/core/task.ts";
import type { Store } from "../../../src/store/store.ts";
import type { ContractContext } from "./context.ts";
import { completedRecord, newRun, plainRows, planOf, storePromptSet, storeRun } from "../fixtures.ts";

export function resumeContract({ store }: ContractContext): void {
  test("tasks come in input order with prompt, template and repeat", async () => {
    const rows = [
      { row: 1, line: 2, id: "first", cells: ["why?", "nature"] },
      { row: 2, line: 3, id: null, cells: ["how?"] },
    ];
    const run = await storeRun(store(), rows, { models: 2, templates: 2, repeats: 2 }, ["prompt", "__proto__"]);

    const tasks = await store().pendingTasks(run.key, 1, -1, 100);

    expect(tasks.map(({ cell }) => cell)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(tasks[5]).toMatchObject({ template: 0, repeat: 2 });
    const prompt = { position: 1, promptSet: "questions.csv", row: 2, line: 3, id: "questions.csv:2" };
    expect(tasks[5]?.prompt).toMatchObject(prompt);
    expect(Object.entries(tasks[5]?.prompt.columns ?? {})).toEqual([
      ["prompt", "how?"],
      ["__proto__", ""],
    ]);
    expect(tasks[0]?.prompt).toMatchObject({ id: "first", position: 0 });
    expect(Object.entries(tasks[0]?.prompt.columns ?? {})[1]).toEqual(["__proto__", "nature"]);
  });

  test("a page of large prompts is not cut short", async () => {
    const cell = "长".repeat(150_000);
    const run = await storeRun(
      store(),
      plainRows(30).map((row) => ({ ...row, cells: [cell] })),
      { repeats: 2 },
    );
    const tasks = await store().pendingTasks(run.key, 0, -1, 55);
    expect(tasks.map((task) => task.cell)).toEqual(Array.from({ length: 55 }, (_, index) => index));
  });

  test("whatever was settled in whatever order, settled and pending make up the plan, each task once", async () => {
    const grid = fc.record({
      prompts: fc.integer({ min: 1, max: 12 }),
      templates: fc.integer({ min: 1, max: 3 }),
      repeats: fc.integer({ min: 1, max: 3 }),
      leftOut: fc.array(fc.nat({ max: 11 }), { maxLength: 3 }),
      /** Commits in turn, each of some cells. */
      commits: fc.array(fc.array(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 107 })), { maxLength: 12 }), {
        maxLength: 8,
      }),
      page: fc.integer({ min: 1, max: 30 }),
    });
    await fc.assert(
      fc.asyncProperty(grid, async ({ prompts, templates, repeats, leftOut, commits, page }) => {
        const shape = { templates, repeats };
        const set = await storePromptSet(store(), plainRows(prompts));
        const plan = planOf([{ name: "a.csv", hash: set.hash }], { models: 2, ...shape });
        const draft = await store().beginRun(newRun(plan, [set.key]));
        const stored = await store().readPromptSet(set.key, 0, prompts);
        await draft.select(stored.map(({ key }) => ({ promptKey: key, promptSet: 0 })));
        await draft.leaveOut(leftOut);
        const run = await draft.complete(nothingLeftOut);

        const planned: number[] = [];
        for (let cell = 0; cell < cellOf(shape, prompts, 0, 1); cell += 1) {
          if (!leftOut.includes(placeOf(shape, cell).position)) planned.push(cell);
        }
        const settled = [new Set<number>(), new Set<number>()];
        const handedOver = commits.map((places) => {
          const records = places
            .filter(([, cell]) => planned.includes(cell))
            .map(([lane, cell]) => ({ lane, record: completedRecord(cell) }));
          for (const { lane, record } of records) settled[lane]?.add(record.cell);
          return store().commit(run.key, records);
        });
        await Promise.all(handedOver);

        for (const [lane, cells] of settled.entries()) {
          const pending = await allPending(store(), run.key, lane, page);
          expect(pending.map(({ cell }) => cell)).toEqual(planned.filter((cell) => !cells.has(cell)));
          for (const { cell, prompt, template, repeat } of pending) {
            expect(cellOf(shape, prompt.position, template, repeat)).toBe(cell);
          }
        }
        expect(run.prompts).toBe(planned.length / (templates * repeats));
      }),
      { numRuns: 60 },
    );
  });

  test("no task is asked for beyond the limit, nor after the last one", async () => {
    const run = await storeRun(store(), plainRows(5));
    expect(await store().pendingTasks(run.key, 0, -1, 0)).toEqual([]);
    expect((await store().pendingTasks(run.key, 0, 2, 1)).map(({ cell }) => cell)).toEqual([3]);
    expect(await store().pendingTasks(run.key, 0, 4, 10)).toEqual([]);
  });
}

async function allPending(store: Store, runKey: number, lane: number, page: number): Promise<Task[]> {
  const all: Task[] = [];
  for (;;) {
    const tasks = await store.pendingTasks(runKey, lane, all.at(-1)?.cell ?? -1, page);
    if (tasks.length === 0) return all;
    all.push(...tasks);
  }
}
