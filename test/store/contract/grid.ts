import { nothingLeftOut } from "../../../src/core/left-out.ts";
import { expect, test } from "vitest";
import type { ContractContext } from "./context.ts";
import { completedRecord, newRun, plainRows, planOf, storePromptSet, storeRun } from "../fixtures.ts";

export function gridContract({ store }: ContractContext): void {
  test("rows come in input order with their records by lane, then cell, whatever the order of commits", async () => {
    const run = await storeRun(store(), plainRows(3), { models: 2, repeats: 2 });
    for (const [lane, cell] of [
      [1, 5],
      [1, 0],
      [0, 1],
      [1, 1],
      [0, 0],
    ] as const) {
      await store().commit(run.key, [{ lane, record: completedRecord(cell) }]);
    }

    const rows = [...(await store().gridRows(run.key, -1, 2)), ...(await store().gridRows(run.key, 1, 2))];

    expect(rows.map(({ prompt }) => [prompt.position, prompt.id, prompt.columns["prompt"]])).toEqual([
      [0, "questions.csv:1", "question 1"],
      [1, "questions.csv:2", "question 2"],
      [2, "questions.csv:3", "question 3"],
    ]);
    const places = rows.map(({ records }) => records.map(({ lane, cell, repeat }) => [lane, cell, repeat]));
    expect(places).toEqual([
      [
        [0, 0, 1],
        [0, 1, 2],
        [1, 0, 1],
        [1, 1, 2],
      ],
      [],
      [[1, 5, 2]],
    ]);
    expect(await store().gridRows(run.key, 2, 2)).toEqual([]);
  });

  test("rows that are left out leave no hole in a page", async () => {
    const set = await storePromptSet(store(), plainRows(200));
    const draft = await store().beginRun(newRun(planOf([{ name: "a.csv", hash: set.hash }]), [set.key]));
    const prompts = await store().readPromptSet(set.key, 0, 200);
    await draft.select(prompts.map(({ key }) => ({ promptKey: key, promptSet: 0 })));
    await draft.leaveOut(Array.from({ length: 100 }, (_, index) => index + 50));
    const run = await draft.complete(nothingLeftOut);

    const rows = await store().gridRows(run.key, -1, 70);
    expect(rows.map(({ prompt }) => prompt.position)).toEqual([
      ...Array.from({ length: 50 }, (_, index) => index),
      ...Array.from({ length: 20 }, (_, index) => index + 150),
    ]);
  });

  test("a page of large records is not cut short", async () => {
    const run = await storeRun(store(), plainRows(100));
    const text = "答".repeat(100_000);
    const outcome = { kind: "completed", text, reasoning: null, toolCalls: null, finishReason: null } as const;
    const records = Array.from({ length: 100 }, (_, cell) => ({ lane: 0, record: completedRecord(cell, { outcome }) }));
    await store().commit(run.key, records);

    const rows = await store().gridRows(run.key, -1, 1_000);
    expect(rows.map(({ prompt }) => prompt.position)).toEqual(records.map(({ record }) => record.cell));
    expect(
      rows.every((row) => row.records[0]?.outcome.kind === "completed" && row.records[0].outcome.text === text),
    ).toBe(true);
  });

  test("records of very different lengths, in several lanes and repeats, come out whole and in order", async () => {
    const run = await storeRun(store(), plainRows(40), { models: 3, repeats: 2 });
    // Together 80 MB of text, more than the heap of a database thread; every lane has pages that are too long.
    const textOf = (lane: number, cell: number) => "答".repeat((cell * 7 + lane) % 3 === 0 ? 600_000 : cell);
    const records = [0, 1, 2].flatMap((lane) =>
      Array.from({ length: 80 }, (_, cell) => {
        const answer = { text: textOf(lane, cell), reasoning: null, toolCalls: null, finishReason: null };
        return { lane, record: completedRecord(cell, { outcome: { kind: "completed", ...answer }, raw: null }) };
      }),
    );
    await store().commit(run.key, records);

    let rows = 0;
    for (let after = -1; ;) {
      const page = await store().gridRows(run.key, after, 32);
      if (page.length === 0) break;
      for (const { prompt, records: found } of page) {
        expect(prompt.position).toBe(rows);
        rows += 1;
        const cells = found.map(({ lane, cell, outcome }) => [
          lane,
          cell,
          outcome.kind === "completed" && outcome.text,
        ]);
        const wanted = [0, 1, 2].flatMap((lane) => [0, 1].map((repeat) => [lane, prompt.position * 2 + repeat]));
        expect(cells.map(([lane, cell]) => [lane, cell])).toEqual(wanted);
        expect(found.every(({ lane, cell }, index) => cells[index]?.[2] === textOf(lane, cell))).toBe(true);
        after = prompt.position;
      }
    }
    expect(rows).toBe(40);
  });

  test("a prompt is found by its id, or by set and row when it has none", async () => {
    const rows = [
      { row: 1, line: 2, id: "q1", cells: ["one"] },
      { row: 2, line: 3, id: null, cells: ["two"] },
      { row: 3, line: 4, id: "b.csv:2", cells: ["three"] },
    ];
    const [one, two] = [await storePromptSet(store(), rows), await storePromptSet(store(), plainRows(2))];
    const plan = planOf([
      { name: "a.csv", hash: one.hash },
      { name: "b.csv", hash: two.hash },
      { name: "copy.csv", hash: two.hash },
    ]);
    const draft = await store().beginRun(newRun(plan, [one.key, two.key, two.key]));
    for (const [promptSet, { key: setKey }] of [one, two, two].entries()) {
      const prompts = await store().readPromptSet(setKey, 0, 9);
      await draft.select(prompts.map(({ key }) => ({ promptKey: key, promptSet })));
    }
    const run = await draft.complete(nothingLeftOut);
    await store().commit(run.key, [{ lane: 0, record: completedRecord(6) }]);
    const positionOf = async (id: string) => (await store().findGridRow(run.key, id))?.prompt.position ?? null;

    expect(await positionOf("q1")).toBe(0);
    expect(await positionOf("a.csv:2")).toBe(1);
    expect(await positionOf("a.csv:1")).toBeNull();
    expect(await positionOf("b.csv:2")).toBe(2);
    expect(await positionOf("b.csv:1")).toBe(3);
    expect(await positionOf("copy.csv:2")).toBe(6);
    expect(await positionOf("copy.csv:9")).toBeNull();
    expect(await positionOf("nowhere")).toBeNull();
    const found = await store().findGridRow(run.key, "copy.csv:2");
    expect(found?.records).toEqual([{ ...completedRecord(6), lane: 0, template: 0, repeat: 1 }]);
  });
}
