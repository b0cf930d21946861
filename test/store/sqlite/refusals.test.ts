import { copyFile, mkdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { StoreError } from "../../../src/core/errors.ts";
import { openStore } from "../../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { completedRecord, plainRows, storeRun } from "../fixtures.ts";
import { temporaryDatabase } from "./temporary-database.ts";

async function refusalOf(work: Promise<unknown>): Promise<StoreError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof StoreError) return error;
  throw new Error("expected a StoreError", { cause: error });
}

/** Commits until the database refuses; the records of each commit that resolved. */
async function fillUp(store: Store, runKey: number): Promise<{ committed: number[]; refusal: StoreError }> {
  const committed: number[] = [];
  for (let cell = 0; ; cell += 1) {
    const raw = Uint8Array.from({ length: 20_000 }, (_, index) => (index * index * 31 + cell * 7 + (index >> 3)) & 255);
    const outcome = {
      kind: "completed",
      text: "x".repeat(20_000),
      reasoning: null,
      toolCalls: null,
      finishReason: null,
    } as const;
    const work = store.commit(runKey, [{ lane: 0, record: completedRecord(cell, { raw, outcome }) }]);
    const refusal = await work.then(
      () => null,
      () => refusalOf(work),
    );
    if (refusal !== null) return { committed, refusal };
    committed.push(cell);
  }
}

test("a full disk refuses with SQLite's code, keeps what was committed, and goes on once there is room", async () => {
  await using database = await temporaryDatabase();
  const full = await openStore(database.path, { maximumPages: 100, commitIntervalMs: 1 });
  const run = await storeRun(full, plainRows(5_000));

  const { committed, refusal } = await fillUp(full, run.key);

  expect(committed.length).toBeGreaterThan(5);
  expect(refusal.code).toBe("SQLITE_FULL");
  expect(refusal.message).toContain(database.path);
  expect(refusal.message).toMatch(/What was committed is safe: free some space, then resume/);
  expect((await full.totals(run.key))[0]?.completed).toBe(committed.length);
  await full[Symbol.asyncDispose]();

  await using roomy = await openStore(database.path);
  const pending = await roomy.pendingTasks(run.key, 0, -1, 1);
  expect(pending[0]?.cell).toBe(committed.length);
  await roomy.commit(run.key, [{ lane: 0, record: completedRecord(committed.length) }]);
  expect((await roomy.totals(run.key))[0]?.completed).toBe(committed.length + 1);
});

test.skipIf(process.platform === "win32").each<readonly [what: string, happen: (path: string) => Promise<void>]>([
  ["deleted", (path) => rm(path)],
  ["robbed of its log", (path) => rm(`${path}-wal`)],
  ["replaced by a copy", (path) => copyFile(path, `${path}.copy`).then(() => rename(`${path}.copy`, path))],
  ["moved away", (path) => rename(path, `${path}.old`)],
])("a database that is %s while it is in use acknowledges nothing more", async (_what, happen) => {
  await using database = await temporaryDatabase();
  await using store = await openStore(database.path, { commitIntervalMs: 1 });
  const run = await storeRun(store, plainRows(2));
  await store.commit(run.key, [{ lane: 0, record: completedRecord(0) }]);

  await happen(database.path);

  const refusal = await refusalOf(store.commit(run.key, [{ lane: 0, record: completedRecord(1) }]));
  expect(refusal.code).toBe("DATABASE_MOVED");
  expect(refusal.message).toContain(database.path);
  expect(refusal.message).toMatch(/moved, replaced or deleted while it was in use.*Put it back/);
  expect((await refusalOf(store.updateRun(run.key, { status: "complete" }))).code).toBe("DATABASE_MOVED");
});

test("a file that is no database is refused and left as it is", async () => {
  await using database = await temporaryDatabase();
  const notes = "dear diary, this is not a database at all\n".repeat(50);
  await writeFile(database.path, notes);
  const refusal = await refusalOf(openStore(database.path));
  expect(refusal.code).toBe("SQLITE_NOTADB");
  expect(refusal.message).toContain(database.path);
  expect(refusal.message).toContain("move it away");
  expect(await readFile(database.path, "utf8")).toBe(notes);
});

test("a database that lost its end is refused as damaged", async () => {
  await using database = await temporaryDatabase();
  const store = await openStore(database.path);
  const run = await storeRun(store, plainRows(2_000));
  await store[Symbol.asyncDispose]();
  await truncate(database.path, 16_384 * 3);

  const refusal = await refusalOf(
    openStore(database.path).then(async (damaged) => {
      await using opened = damaged;
      await opened.listRuns();
      await opened.gridRows(run.key, -1, 2_000);
    }),
  );
  expect(refusal.code).toMatch(/^SQLITE_(CORRUPT|IOERR)/);
  expect(refusal.message).toContain(database.path);
});

test("a database of a newer promptgrid is refused with what to do", async () => {
  await using database = await temporaryDatabase();
  await (await openStore(database.path))[Symbol.asyncDispose]();
  database.change("pragma user_version = 99");
  const refusal = await refusalOf(openStore(database.path));
  expect(refusal.code).toBe("NEWER_SCHEMA");
  expect(refusal.message).toMatch(/newer promptgrid \(schema 99, .*Update promptgrid/);
});

test("a database of another program is refused and left as it is", async () => {
  await using database = await temporaryDatabase();
  database.change("create table customers (name text)");
  const refusal = await refusalOf(openStore(database.path));
  expect(refusal.code).toBe("NOT_PROMPTGRID");
  expect(database.count("select count(*) from sqlite_master")).toBe(1);
});

test("a path that cannot hold a database is refused", async () => {
  await using database = await temporaryDatabase();
  await mkdir(database.path);
  expect((await refusalOf(openStore(database.path))).code).toMatch(/^SQLITE_CANTOPEN/);

  const file = join(dirname(database.path), "file");
  await writeFile(file, "");
  const refusal = await refusalOf(openStore(join(file, "promptgrid.db")));
  expect(refusal.code).toMatch(/^(EEXIST|ENOTDIR)$/);
  expect(refusal.message).toMatch(/folder cannot be used .*choose another results folder/);
});

test("missing folders are made", async () => {
  await using database = await temporaryDatabase();
  await using store = await openStore(join(dirname(database.path), "a", "b", "promptgrid.db"));
  expect(await store.listRuns()).toEqual([]);
});
