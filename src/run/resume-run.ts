import { overriddenModel } from "../config/apply-overrides.ts";
import { configFromStorage } from "../config/stored-config.ts";
import type { Config } from "../core/config.ts";
import { ProblemsError, type Problem } from "../core/errors.ts";
import { preloadSdk } from "../providers/client.ts";
import { budgetProblems } from "./budget-caps.ts";
import { missingKeys } from "./missing-keys.ts";
import { fillRun } from "./fill-run.ts";
import type { StoreThreads } from "../store/sqlite/store-threads.ts";
import { routeProblems } from "./read-routes.ts";
import { findRunToResume, openResults } from "./results.ts";
import { loadScorers } from "./run-scorers.ts";
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
    const judges = stored.judges.map((model) => overriddenModel(model, options));
    const config = { ...stored, results: folder, models, judges };
    const { simulate, ...rest } = options;
    const problems = [
      ...(run.plan.simulated ? [] : await accessProblems(config, options.environment)),
      ...budgetProblems(config, options.budget ?? {}),
    ];
    if (problems.length > 0) throw new ProblemsError(problems);
    const traffic = run.plan.simulated ? { simulate: simulate ?? {} } : {};
    return await fillRun(results, run, config, { ...rest, ...traffic }, await loadScorers(config));
  } catch (error) {
    await results[Symbol.asyncDispose]();
    throw error;
  }
}

/** Each key and each way to an endpoint that is not there today, whatever the run began with. */
async function accessProblems(config: Config, environment: ResumeOptions["environment"]): Promise<Problem[]> {
  return [...missingKeys(config, environment), ...(await routeProblems(config, environment))];
}
