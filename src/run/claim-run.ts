import { ProblemsError } from "../core/errors.ts";
import type { Store, StoredRun } from "../store/store.ts";

/**
 * Takes hold of a run for this process, and returns it as its last holder left it; its status is the one it was found with,
 * as to be claimed is to be running. Throws a ProblemsError when another process holds it.
 */
export async function claimRun(store: Store, run: StoredRun): Promise<StoredRun> {
  const taken = await store.claimRun(run.key);
  if (taken.kind === "claimed") return { ...((await store.findRun(run.id)) ?? run), status: run.status };
  throw new ProblemsError([
    {
      where: `run ${run.id}`,
      what: "another process is filling this run",
      found: `process ${taken.processId} on ${taken.host}`,
      fix: "Wait for it, or stop it first",
    },
  ]);
}
