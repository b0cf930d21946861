import { join } from "node:path";
import { ProblemsError, StoreError, type Problem } from "../core/errors.ts";
import { openStore } from "../store/sqlite/sqlite-store.ts";
import type { StoreThreads } from "../store/sqlite/store-threads.ts";
import type { Store, StoredRun } from "../store/store.ts";

/** A results folder that is open. */
export interface Results extends AsyncDisposable {
  readonly store: Store;
}

/**
 * Opens `<folder>/promptgrid.db`, creating folder and database when they are not there. Throws a ProblemsError when it
 * cannot: nothing has begun then. `threads` may have been started ahead.
 */
export async function openResults(folder: string, threads?: StoreThreads): Promise<Results> {
  const path = join(folder, "promptgrid.db");
  const store = await openStore(path, { threads }).catch((error: unknown) => {
    throw error instanceof StoreError ? new ProblemsError([unopenable(path, error)]) : error;
  });
  return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

function unopenable(path: string, error: StoreError): Problem {
  return { where: path, what: error.message.replace(`${path}: `, "") };
}

/** The run with this id; `latest` is the last finished one that was not simulated. Throws a ProblemsError when there is none. */
export async function findRunOrLatest(store: Store, idOrLatest: string): Promise<StoredRun> {
  if (idOrLatest !== "latest") return findRun(store, idOrLatest);
  const runs = await store.listRuns();
  const latest = runs.find((run) => run.finishedAt !== null && run.parent === null && !run.plan.simulated);
  return latest ?? noLatest("finished", runs);
}

/** The run with this id; `latest` is the newest that is not complete. Throws a ProblemsError when there is none. */
export async function findRunToResume(store: Store, idOrLatest: string): Promise<StoredRun> {
  if (idOrLatest !== "latest") return findRun(store, idOrLatest);
  const runs = await store.listRuns();
  const latest = runs.find((run) => run.status !== "complete" && run.parent === null && !run.plan.simulated);
  return latest ?? noLatest("unfinished", runs);
}

async function findRun(store: Store, id: string): Promise<StoredRun> {
  const run = await store.findRun(id);
  if (run !== null) return run;
  throw new ProblemsError([
    { where: "run", what: "there is no such run", found: id, fix: "`promptgrid runs` lists what there is" },
  ]);
}

function noLatest(kind: string, runs: readonly StoredRun[]): never {
  const simulated = runs.find((run) => run.plan.simulated && run.parent === null);
  throw new ProblemsError([
    {
      where: "run",
      what: `there is no ${kind} run`,
      ...(simulated === undefined
        ? { fix: "`promptgrid runs` lists what there is" }
        : { fix: `A simulated run is named by its id, e.g. ${simulated.id}` }),
    },
  ]);
}
