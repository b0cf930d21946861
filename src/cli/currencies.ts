import { configFromStorage } from "../config/stored-config.ts";
import { ProblemsError } from "../core/errors.ts";
import type { StoredRun } from "../store/store.ts";

/** The currency of each lane's costs; null without a price, and empty for a run that another version stored. */
export function currenciesOf(run: Pick<StoredRun, "config">): readonly (string | null)[] {
  try {
    return configFromStorage(run.config).models.map(({ price }) => price?.currency ?? null);
  } catch (error) {
    if (error instanceof ProblemsError) return [];
    throw error;
  }
}
