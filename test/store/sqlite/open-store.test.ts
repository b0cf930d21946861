import { expect, test } from "vitest";
import { openStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { StoreThreads } from "../../../src/store/sqlite/store-threads.ts";
import { completedRecord, plainRows, storeRun } from "../fixtures.ts";
import { temporaryDatabase } from "./temporary-database.ts";

test("a flush commits at once what would wait a minute for company", async () => {
  await using database = await temporaryDatabase();
  await using store = await openStore(database.path, { commitIntervalMs: 60_000 });
  const run = await storeRun(store, plainRows(1));
  const committed = store.commit(run.key, [{ lane: 0, record: completedRecord(0) }]);
  await store.flush();
  await committed;
  expect((await store.totals(run.key))[0]?.completed).toBe(1);
});

test("a store takes over threads that were started ahead, and ends them when it closes", async () => {
  await using database = await temporaryDatabase();
  await using threads = new StoreThreads();
  const store = await openStore(database.path, { threads });
  expect(await store.listRuns()).toEqual([]);
  await store[Symbol.asyncDispose]();
  await expect(threads.reader.call("listRuns", [])).rejects.toMatchObject({ code: "STORE_CLOSED" });
});

test("threads that no store took over end as well", async () => {
  const threads = new StoreThreads();
  await threads[Symbol.asyncDispose]();
  await expect(threads.writer.call("claimRun", [1])).rejects.toMatchObject({ code: "STORE_CLOSED" });
});
