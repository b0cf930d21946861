import { configFromStorage } from "../../config/stored-config.ts";
import type { Spend } from "../../dispatch/budget/worst-case.ts";
import type { Store, StoredRun } from "../../store/store.ts";
import { recordedSpend } from "../recorded-spend.ts";

/**
 * What the other runs of a run's family have spent: its parent and what else was derived from it, or what was derived from
 * the run itself. A budget covers a run and its judges together.
 */
export async function familySpend(store: Store, run: StoredRun): Promise<Spend[]> {
  const parentId = run.parent?.run ?? run.id;
  const parent = run.parent === null ? null : await store.findRun(parentId);
  const family = [...(parent === null ? [] : [parent]), ...(await store.derivedRuns(parentId))];
  const spends: Spend[] = [];
  for (const { key, config, unrecorded } of family) {
    if (key === run.key) continue;
    const currencies = configFromStorage(config).models.map(({ price }) => price?.currency ?? null);
    for (const totals of await store.totals(key)) {
      spends.push({ ...recordedSpend(totals), currency: currencies[totals.lane] ?? null });
    }
    spends.push(...unrecorded.map((spend, lane) => ({ ...spend, currency: currencies[lane] ?? null })));
  }
  return spends;
}
