import { expect, test } from "vitest";
import { TaskCursor } from "../../src/dispatch/cursor.ts";
import { TaskPages, taskOf } from "./support/lane-under-test.ts";

async function readAll(cursor: TaskCursor): Promise<number[]> {
  const cells: number[] = [];
  for (let task = await cursor.next(); task !== null; task = await cursor.next()) cells.push(task.cell);
  return cells;
}

test.each([0, 1, 9, 10, 11, 20, 25])("a cursor gives each of %i tasks once, in order", async (total) => {
  const cursor = new TaskCursor(new TaskPages(total).next, 10);
  expect(await readAll(cursor)).toEqual(Array.from({ length: total }, (_, cell) => cell));
  expect(await cursor.next()).toBeNull();
});

test("settled tasks are skipped, pages of different length included", async () => {
  const settled = new Set([0, 3, 4, 5, 17, 29]);
  const cells = await readAll(new TaskCursor(new TaskPages(30, settled).next, 4));
  expect(cells).toEqual(Array.from({ length: 30 }, (_, cell) => cell).filter((cell) => !settled.has(cell)));
});

test("the next page is asked for as soon as one is in hand, and no further one", async () => {
  const pages = new TaskPages(1_000_000);
  const cursor = new TaskCursor(pages.next, 100);
  await cursor.next();
  expect(pages.reads).toBe(2);
  for (let taken = 1; taken < 100; taken++) await cursor.next();
  expect(pages.reads).toBe(2);
  await cursor.next();
  expect(pages.reads).toBe(3);
});

test("a page that cannot be read fails the one who turns to it, not the tasks before it", async () => {
  const cursor = new TaskCursor(async (afterCell) => {
    if (afterCell >= 1) throw new Error("unreadable");
    return [taskOf(0), taskOf(1)];
  }, 2);
  expect((await cursor.next())?.cell).toBe(0);
  expect((await cursor.next())?.cell).toBe(1);
  await expect(cursor.next()).rejects.toThrow("unreadable");
});

test("a cursor over nothing is at its end once it has looked", async () => {
  const cursor = new TaskCursor(new TaskPages(0).next, 2);
  expect(await cursor.isAtEnd()).toBe(false);
  await cursor.next();
  expect(await cursor.isAtEnd()).toBe(true);
});

test("a cursor knows its end only when it has seen it", async () => {
  const cursor = new TaskCursor(new TaskPages(3).next, 2);
  expect(await cursor.isAtEnd()).toBe(false);
  await cursor.next();
  await cursor.next();
  expect(await cursor.isAtEnd()).toBe(false);
  await cursor.next();
  expect(await cursor.isAtEnd()).toBe(true);
});
