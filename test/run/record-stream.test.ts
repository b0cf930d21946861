import { expect, test } from "vitest";
import { RecordStream, RecordsMissedError } from "../../src/run/record-stream.ts";
import type { RunRecord } from "../../src/run/run.ts";
import { completedRecord, plainRows } from "../store/fixtures.ts";

function recordOf(cell: number): RunRecord {
  const [row = { row: 1, line: 2 }] = plainRows(1, cell + 1);
  const prompt = { position: cell, promptSet: "a.csv", row: row.row, line: row.line, id: String(cell), columns: {} };
  return { ...completedRecord(cell), prompt, model: "m", template: "t", repeat: 1 };
}

/** Pushes `count` records; how many of the pushes have not been let go on yet. */
function pushAll(stream: RecordStream, count: number): { readonly waiting: () => Promise<number> } {
  const state = { waiting: 0 };
  for (let cell = 0; cell < count; cell++) {
    const room = stream.push(recordOf(cell));
    if (room === undefined) continue;
    state.waiting += 1;
    void room.then(() => (state.waiting -= 1));
  }
  return { waiting: () => new Promise((resolve) => setImmediate(() => resolve(state.waiting))) };
}

async function cellsOf(stream: RecordStream): Promise<number[]> {
  const cells: number[] = [];
  for await (const { cell } of stream) cells.push(cell);
  return cells;
}

test("records come in the order in which they were pushed, those from before the first look included", async () => {
  const stream = new RecordStream();
  pushAll(stream, 3);
  const cells = cellsOf(stream);
  void stream.push(recordOf(3));
  stream.end();
  expect(await cells).toEqual([0, 1, 2, 3]);
});

test.for(["read", "leave", "stop"] as const)(
  "a consumer that falls behind holds the lanes back, until it reads, leaves, or the run stops: %s",
  async (letGo) => {
    const stream = new RecordStream();
    const iterator = stream[Symbol.asyncIterator]();
    void stream.push(recordOf(0));
    await iterator.next();
    const pushed = pushAll(stream, 1_200);
    expect(await pushed.waiting()).toBe(201);
    if (letGo === "read") await iterator.next();
    else if (letGo === "leave") await iterator.return(undefined);
    else stream.unblock();
    expect(await pushed.waiting()).toBe(0);
    expect(stream.wanted).toBe(letGo !== "leave");
    expect(stream.push(recordOf(1))).toBeUndefined();
  },
);

test("records that nobody reads cost nothing, and who comes too late is told so", async () => {
  const stream = new RecordStream();
  const pushed = pushAll(stream, 1_001);
  expect(await pushed.waiting()).toBe(0);
  expect(stream.wanted).toBe(false);
  await expect(cellsOf(stream)).rejects.toThrow(RecordsMissedError);
});

test("a second reader is refused: it would get only what the first one leaves", async () => {
  const stream = new RecordStream();
  pushAll(stream, 2);
  stream.end();
  expect(await cellsOf(stream)).toEqual([0, 1]);
  await expect(cellsOf(stream)).rejects.toThrow(/iterate once/);
});
