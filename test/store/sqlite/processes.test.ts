import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { SCHEMA_VERSION } from "../../../src/store/sqlite/schema-version.ts";
import { plainRows, storeRun } from "../fixtures.ts";
import { startCommitting } from "./start-committing.ts";
import { temporaryDatabase } from "./temporary-database.ts";

test("whatever instant kill -9 hits, every acknowledged record is there, whole, and the database is sound", async () => {
  await using database = await temporaryDatabase();
  const cells = 100_000;
  const kills = fc.sample(fc.integer({ min: 1, max: 400 }), 12);
  const runs = await openStore(database.path).then(async (store) => {
    await using opened = store;
    const one = await storeRun(opened, plainRows(cells), { models: kills.length });
    return one;
  });
  let acknowledged = 0;
  for (const [lane, atLeast] of kills.entries()) {
    const child = startCommitting(database.path, runs.key, lane, cells);
    await child.reached(atLeast);
    child.kill();
    expect(await child.ended).toEqual({ code: null, signal: "SIGKILL" });

    const reported = child.acknowledged();
    acknowledged += reported.length;
    const stored = database.count(`select count(*) from records join lanes on lanes.key = records.key / 4294967296
      where ordinal = ${lane} and records.key % 4294967296 in (${reported.join(", ")})`);
    expect(stored).toBe(reported.length);
  }
  expect(acknowledged).toBeGreaterThan(kills.length);
  expect(database.count("select count(*) from pragma_integrity_check where integrity_check <> 'ok'")).toBe(0);
  expect(database.count("select count(*) from records left join bodies using (key) where bodies.key is null")).toBe(0);

  await using reopened = await openStore(database.path);
  expect(await reopened.claimRun(runs.key)).toEqual({ kind: "claimed" });
  for (const { prompt, records } of (await reopened.gridRows(runs.key, -1, 20)).slice(0, 20)) {
    const row = await reopened.findGridRow(runs.key, prompt.id);
    for (const [index, record] of (row?.records ?? []).entries()) {
      expect(record.cell).toBe(records[index]?.cell);
      expect(record.raw).toEqual(new Uint8Array(500 + ((record.cell * 37) % 3_000)).fill(record.cell % 251));
    }
  }
});

test("three processes that fill one database at once lose nothing", async () => {
  await using database = await temporaryDatabase();
  const cells = 400;
  const store = await openStore(database.path);
  const keys: number[] = [];
  for (let run = 0; run < 3; run += 1) keys.push((await storeRun(store, plainRows(cells))).key);
  const children = keys.map((key) => startCommitting(database.path, key, 0, cells));
  for (const child of children) {
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.acknowledged()).toHaveLength(cells);
  }
  for (const key of keys) {
    expect((await store.totals(key))[0]?.completed).toBe(cells);
    expect(await store.pendingTasks(key, 0, -1, cells)).toEqual([]);
  }
  await store[Symbol.asyncDispose]();
});

test("processes that create one database at once all open it", async () => {
  await using database = await temporaryDatabase();
  const stores = await Promise.all([1, 2, 3].map(() => openStore(database.path)));
  await Promise.all(stores.map((store) => storeRun(store, plainRows(2))));
  expect(await stores[0]?.listRuns()).toHaveLength(3);
  expect(database.count("select count(*) from kysely_migration")).toBe(SCHEMA_VERSION);
  await Promise.all(stores.map((store) => store[Symbol.asyncDispose]()));
});
