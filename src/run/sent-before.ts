import { configFromStorage } from "../config/stored-config.ts";
import type { Config, Model } from "../core/config.ts";
import { accountName, endpointsOf } from "../core/endpoints.ts";
import { ProblemsError } from "../core/errors.ts";
import type { MinuteCount } from "../core/hold.ts";
import type { Store, StoredRun } from "../store/store.ts";

const DAY_MS = 86_400_000;

/** What was sent in the last 24 hours, by the names of accounts (core/endpoints.ts). */
export type SentBefore = ReadonlyMap<string, readonly MinuteCount[]>;

/**
 * Counts what the runs of this store, the present one included, sent to each account in the 24 hours before `now`. Empty
 * where no model states a day's quota. Records do not say which endpoint answered, so that those of a model with several
 * count at each of them; requests of tasks that have no record are not known.
 */
export async function sentBefore(store: Store, config: Config, now: number): Promise<SentBefore> {
  const sent = new Map<string, MinuteCount[]>();
  if (!config.models.flatMap(endpointsOf).some(({ limits }) => limits.requestsPerDay !== null)) return sent;
  const since = now - DAY_MS;
  for (const run of await store.listRuns()) {
    if (run.plan.simulated || (run.status !== "running" && (run.finishedAt ?? now) < since)) continue;
    const models = modelsOf(run);
    for (const { lane, ...count } of await store.requestsSince(run.key, since)) {
      const model = models[lane];
      if (model === undefined) continue;
      for (const name of new Set(endpointsOf(model).map(nameOf))) {
        const counts = sent.get(name) ?? [];
        sent.set(name, counts);
        counts.push(count);
      }
    }
  }
  return sent;
}

/** The name under which `sentBefore` counts an endpoint. */
export function nameOf({ baseUrl, apiKeyEnv, limits }: Model): string {
  return accountName({ baseUrl, apiKeyEnv, group: limits.group });
}

/** The models of a run; none where another version of promptgrid wrote them in a way of its own. */
function modelsOf(run: StoredRun): readonly Model[] {
  try {
    return configFromStorage(run.config).models;
  } catch (error) {
    if (error instanceof ProblemsError) return [];
    throw error;
  }
}
