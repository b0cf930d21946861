import { join } from "node:path";
import { findSource } from "../compare/source.ts";
import { ProblemsError } from "../core/errors.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { findRunOrLatest } from "./results.ts";
import { runIdFault } from "./run-id.ts";

/**
 * Keeps a run (its id, or `latest`) under a name that may be given wherever a baseline is asked for. Throws a ProblemsError
 * when there is no such run, it has no tables, or the name would mean something else already.
 */
export async function setBaseline(store: Store, folder: string, idOrLatest: string, name: string): Promise<StoredRun> {
  const problem = await nameProblem(store, name);
  if (problem !== null) throw new ProblemsError([{ where: "baseline", found: name, ...problem }]);
  const run = await findRunOrLatest(store, idOrLatest);
  if ((await findSource(join(folder, run.id), folder)) === null) {
    const fix = `Write them again: promptgrid export ${run.id}`;
    throw new ProblemsError([{ where: "baseline", what: "the run has no tables to compare with", found: run.id, fix }]);
  }
  await store.setBaseline(name, run.key);
  return run;
}

/** Forgets a baseline's name; throws a ProblemsError when there is none. */
export async function removeBaseline(store: Store, name: string): Promise<void> {
  if (await store.removeBaseline(name)) return;
  const fix = "`promptgrid baseline list` lists what there is";
  throw new ProblemsError([{ where: "baseline", what: "there is no baseline of this name", found: name, fix }]);
}

async function nameProblem(store: Store, name: string): Promise<{ what: string; expected?: string } | null> {
  const fault = runIdFault(name);
  if (fault !== null) return { what: "is no name for a baseline", expected: fault };
  if (name.endsWith(".csv")) return { what: "is no name for a baseline", expected: "a name that is no file's" };
  return (await store.findRun(name)) === null ? null : { what: "is a run's id and can be given as it is" };
}
