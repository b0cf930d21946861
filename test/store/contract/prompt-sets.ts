import { nothingLeftOut } from "../../../src/core/left-out.ts";
import { expect, test } from "vitest";
import type { ContractContext } from "./context.ts";
import { newHash, plainRows, storePromptSet } from "../fixtures.ts";

export function promptSetContract({ store, openAnother }: ContractContext): void {
  test("a set is found by its hash once it is complete, with columns, size and what was skipped", async () => {
    const hash = newHash();
    const draft = await store().beginPromptSet(hash);
    await draft.append(plainRows(2));
    expect(await store().findPromptSet(hash)).toBeNull();

    const problem = { where: "a.csv:4", what: "the row has too many cells", found: "3", expected: "1" };
    const leftOut = { count: 1, problems: [problem] };
    const completed = await draft.complete(["prompt"], leftOut);

    expect(completed).toMatchObject({ hash, columns: ["prompt"], rows: 2, leftOut });
    expect(await store().findPromptSet(hash)).toEqual(completed);
  });

  test("rows come back in file order, page by page, with their cells as they were", async () => {
    const rows = [
      { row: 1, line: 2, id: "a", cells: ["plain", ""] },
      { row: 2, line: 3, id: null, cells: ["zero\u0000byte, \ud83d\ude00, half \ud800 pair", "line\r\nbreak"] },
      { row: 5, line: 9, id: "ü", cells: ["a short row"] },
    ];
    const set = await storePromptSet(store(), rows, ["prompt", "note"]);

    const first = await store().readPromptSet(set.key, 0, 2);
    const rest = await store().readPromptSet(set.key, first.at(-1)?.row ?? 0, 2);

    expect([...first, ...rest].map(({ key: _key, ...row }) => row)).toEqual(rows);
    expect(await store().readPromptSet(set.key, 5, 2)).toEqual([]);
  });

  test("a page of large rows is not cut short", async () => {
    const cell = "长".repeat(150_000);
    const rows = plainRows(40).map((row) => ({ ...row, cells: [cell] }));
    const set = await storePromptSet(store(), rows);

    const read = await store().readPromptSet(set.key, 0, 100);

    expect(read.map(({ row }) => row)).toEqual(rows.map(({ row }) => row));
    expect(read.every(({ cells }) => cells[0] === cell)).toBe(true);
  });

  test("sets that are ingested at the same time do not mix", async () => {
    const one = await store().beginPromptSet(newHash());
    const two = await store().beginPromptSet(newHash());
    await one.append(plainRows(1, 1));
    await two.append(plainRows(1, 101));
    await one.append(plainRows(1, 2));
    const [first, second] = [
      await one.complete(["prompt"], nothingLeftOut),
      await two.complete(["prompt"], nothingLeftOut),
    ];

    expect((await store().readPromptSet(first.key, 0, 9)).map(({ row }) => row)).toEqual([1, 2]);
    expect((await store().readPromptSet(second.key, 0, 9)).map(({ row }) => row)).toEqual([101]);
  });

  test("two processes that ingest the same file end with one set", async () => {
    await using other = await openAnother();
    const hash = newHash();
    const drafts = await Promise.all([store(), other].map((each) => each.beginPromptSet(hash)));
    await Promise.all(drafts.map((draft) => draft.append(plainRows(50))));

    const sets = await Promise.all(drafts.map((draft) => draft.complete(["prompt"], nothingLeftOut)));

    expect(sets[1]).toEqual(sets[0]);
    expect(await other.findPromptSet(hash)).toEqual(sets[0]);
    expect(await store().readPromptSet(sets[0]?.key ?? 0, 0, 100)).toHaveLength(50);
  });

  test("an abandoned draft is gone, and its hash can be ingested again", async () => {
    const hash = newHash();
    const draft = await store().beginPromptSet(hash);
    await draft.append(plainRows(3));
    await draft.abandon();

    expect(await store().findPromptSet(hash)).toBeNull();
    const set = await storePromptSet(store(), plainRows(1), ["prompt"], hash);
    expect(set.rows).toBe(1);
  });

  test("a set without rows is a set", async () => {
    const set = await storePromptSet(store(), [], ["prompt"]);
    expect(set.rows).toBe(0);
    expect(await store().readPromptSet(set.key, 0, 10)).toEqual([]);
  });
}
