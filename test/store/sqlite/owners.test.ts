import { nothingLeftOut } from "../../../src/core/left-out.ts";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { expect, test, vi } from "vitest";
import { currentProcess, isAlive } from "../../../src/store/sqlite/process-identity.ts";
import { openStore } from "../../../src/store/sqlite/sqlite-store.ts";
import { completedRecord, newHash, newRun, plainRows, planOf, storePromptSet, storeRun } from "../fixtures.ts";
import { temporaryDatabase } from "./temporary-database.ts";

/** A process id of this machine that is used no more. */
async function deadProcessId(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "close");
  return child.pid ?? 0;
}

test("a run whose process is dead is interrupted, and can be claimed at once", async () => {
  await using database = await temporaryDatabase();
  await using store = await openStore(database.path);
  const run = await storeRun(store, plainRows(1));
  await store.claimRun(run.key);
  await store.updateRun(run.key, { status: "running" });
  expect((await store.findRun(run.id))?.status).toBe("running");

  database.change(`update runs set owner_process = ${await deadProcessId()}`);

  expect((await store.findRun(run.id))?.status).toBe("interrupted");
  expect(await store.claimRun(run.key)).toEqual({ kind: "claimed" });
});

test("a run whose process id now belongs to another process is interrupted", async () => {
  await using database = await temporaryDatabase();
  await using store = await openStore(database.path);
  const run = await storeRun(store, plainRows(1));
  await store.claimRun(run.key);
  await store.updateRun(run.key, { status: "running" });
  database.change("update runs set owner_started = owner_started || '1'");
  expect((await store.findRun(run.id))?.status).toBe("interrupted");
});

test("a run held on another machine is held until its lease runs out", async () => {
  await using database = await temporaryDatabase();
  await using store = await openStore(database.path);
  const run = await storeRun(store, plainRows(1));
  const holder = (leaseUntil: number) =>
    database.change(
      `update runs set status = 'running', owner_process = 7, owner_host = 'elsewhere', owner_started = 'x/y/1',
       lease_until = ${leaseUntil}`,
    );

  holder(Date.now() + 25_000);
  expect(await store.claimRun(run.key)).toEqual({ kind: "held", processId: 7, host: "elsewhere" });
  expect((await store.findRun(run.id))?.status).toBe("running");

  holder(Date.now() - 1);
  expect((await store.findRun(run.id))?.status).toBe("interrupted");
  expect(await store.claimRun(run.key)).toEqual({ kind: "claimed" });
});

/** What another machine writes when it takes something over. */
const TAKEN_OVER = `owner_process = 7, owner_host = 'elsewhere', lease_until = ${Date.now() + 3_600_000}`;

test("a process that was taken over stores nothing more of the run, and leaves it to the other", async () => {
  await using database = await temporaryDatabase();
  await using store = await openStore(database.path, { commitIntervalMs: 1 });
  const run = await storeRun(store, plainRows(3));
  await store.claimRun(run.key);
  await store.commit(run.key, [{ lane: 0, record: completedRecord(0) }]);

  database.change(`update runs set ${TAKEN_OVER}`);

  const lost = { name: "StoreError", code: "CLAIM_LOST" };
  await expect(store.commit(run.key, [{ lane: 0, record: completedRecord(1) }])).rejects.toMatchObject(lost);
  await expect(store.updateRun(run.key, { status: "complete" })).rejects.toMatchObject(lost);
  expect((await store.totals(run.key))[0]?.completed).toBe(1);
  expect(await store.claimRun(run.key)).toEqual({ kind: "held", processId: 7, host: "elsewhere" });
});

test("drafts that were taken over cannot be completed by their former owner", async () => {
  await using database = await temporaryDatabase();
  await using store = await openStore(database.path);
  const set = await storePromptSet(store, plainRows(1));
  const run = await store.beginRun(newRun(planOf([{ name: "a", hash: set.hash }]), [set.key]));
  const rows = await store.beginPromptSet(newHash());
  database.change(`update runs set ${TAKEN_OVER}; update prompt_sets set ${TAKEN_OVER}`);

  await expect(run.complete(nothingLeftOut)).rejects.toMatchObject({ code: "CLAIM_LOST" });
  await expect(rows.complete(["prompt"], nothingLeftOut)).rejects.toMatchObject({ code: "CLAIM_LOST" });
});

test("a sweep takes a draft over before it removes the first of its rows", async () => {
  await using database = await temporaryDatabase();
  await using store = await openStore(database.path);
  await (await store.beginPromptSet(newHash())).append(plainRows(10));
  database.change(`update prompt_sets set owner_process = ${await deadProcessId()}`);
  // A sweep that can remove rows but not the set itself stands for one that is half way through.
  database.change("create trigger half_way before delete on prompt_sets begin select raise(abort, 'later'); end");

  await using _sweeping = await openStore(database.path);
  await vi.waitFor(() => expect(database.count("select count(*) from prompts")).toBe(0));
  expect(database.count("select owner_process from prompt_sets")).toBe(process.pid);
});

test("drafts of dead processes are swept, those of living ones stay", async () => {
  await using database = await temporaryDatabase();
  const owner = await openStore(database.path);
  const set = await storePromptSet(owner, plainRows(2));
  const dead = {
    set: await owner.beginPromptSet(newHash()),
    run: newRun(planOf([{ name: "a", hash: set.hash }]), [set.key]),
  };
  await dead.set.append(plainRows(5_000));
  const deadRun = await owner.beginRun(dead.run);
  await deadRun.select([{ promptKey: 1, promptSet: 0 }]);
  database.change(`update prompt_sets set owner_process = ${await deadProcessId()} where is_complete = 0`);
  database.change(`update runs set owner_process = ${await deadProcessId()} where is_complete = 0`);
  const hash = newHash();
  const living = await owner.beginPromptSet(hash);
  await living.append(plainRows(3));

  await using store = await openStore(database.path);
  await vi.waitFor(() => expect(database.count("select count(*) from prompt_sets")).toBe(2));
  expect(database.count("select count(*) from prompts")).toBe(5);
  expect(database.count("select count(*) from runs") + database.count("select count(*) from lanes")).toBe(0);
  expect(database.count("select count(*) from run_prompts")).toBe(0);

  await living.complete(["prompt"], nothingLeftOut);
  expect((await store.findPromptSet(hash))?.rows).toBe(3);
  await owner[Symbol.asyncDispose]();
});

test("who lives is told by process, start and boot on one machine, by lease elsewhere", async () => {
  const self = currentProcess();
  const now = 1_000_000;
  const leased = { ...self, leaseUntil: now + 1 };
  const expired = { ...self, leaseUntil: now - 1 };
  expect(isAlive(expired, self, now)).toBe(true);
  expect(isAlive({ ...leased, processId: await deadProcessId() }, self, now)).toBe(false);
  expect(isAlive({ ...leased, started: `${self.started}1` }, self, now)).toBe(false);
  expect(isAlive({ ...leased, host: `${hostname()}-2` }, self, now)).toBe(true);
  expect(isAlive({ ...expired, host: `${hostname()}-2` }, self, now)).toBe(false);
  // Where the operating system does not tell when a process started, its lease has to agree.
  expect(isAlive({ ...leased, started: "" }, self, now)).toBe(true);
  expect(isAlive({ ...expired, started: "" }, self, now)).toBe(false);
});
