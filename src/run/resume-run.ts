import { overriddenModel } from "../config/apply-overrides.ts";
import { configFromStorage } from "../config/stored-config.ts";
import { preloadSdk } from "../providers/client.ts";
import { demandKeys } from "./demand-keys.ts";
import { fillRun } from "./fill-run.ts";
import type { StoreThreads } from "../store/sqlite/store-threads.ts";
import { findRunToResume, openResults } from "./results.ts";
import type { ResumeOptions, RunHandle } from "./run.ts";

/**
 * Goes on with a run of the results folder: its id, or `latest` for the newest that is not complete. Plan and config are
 * the stored ones; a simulated run goes on simulated. Throws a ProblemsError when it cannot. `threads` are the store's, where
 * they were started ahead.
 */
export async function resumeRun(
  folder: string,
  idOrLatest: string,
  options: ResumeOptions,
  threads?: StoreThreads,
): Promise<RunHandle> {
  preloadSdk();
  const results = await openResults(folder, threads);
  try {
    const run = await findRunToResume(results.store, idOrLatest);
    const stored = configFromStorage(run.config);
    // The folder may have been moved since.
    const models = stored.models.map((model) => overriddenModel(model, options));
    const config = { ...stored, results: folder, models };
    const { simulate, ...rest } = options;
    if (!run.plan.simulated) demandKeys(config, options.environment);
    const traffic = run.plan.simulated ? { simulate: simulate ?? {} } : {};
    return await fillRun(results, run, config, { ...rest, ...traffic });
  } catch (error) {
    await results[Symbol.asyncDispose]();
    throw error;
  }
}
