/**
 * A process that fills one lane of a run: `<database> <run key> <lane> <cells>`. It prints each cell once its record is
 * durable, and ends after the last one unless it is killed before.
 */
import { openStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { completedRecord } from "../fixtures.ts";

const [path = "", runKey, lane, cells] = process.argv.slice(2);
const store = await openStore(path, { commitIntervalMs: 1 });
process.stdout.write("open\n");
let next = 0;
const fill = async (): Promise<void> => {
  while (next < Number(cells)) {
    const cell = next;
    next += 1;
    const raw = new Uint8Array(500 + ((cell * 37) % 3_000)).fill(cell % 251);
    await store.commit(Number(runKey), [{ lane: Number(lane), record: completedRecord(cell, { raw }) }]);
    process.stdout.write(`${cell}\n`);
  }
};
await Promise.all(Array.from({ length: 8 }, fill));
await store[Symbol.asyncDispose]();
