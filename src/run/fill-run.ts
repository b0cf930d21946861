import { join } from "node:path";
import { systemClock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import { ProblemsError } from "../core/errors.ts";
import { Secrets } from "../core/secrets.ts";
import { concurrencyCeiling } from "../dispatch/concurrency-range.ts";
import { planWarnings } from "../plan/plan-warnings.ts";
import { noRecords } from "../store/no-records.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { prepareResultsFolder } from "../tables/results-folder.ts";
import { endRun } from "./end-run.ts";
import { fillLanes } from "./fill-lanes.ts";
import { openBudget, recordedSpend } from "./open-budget.ts";
import { laneProgress } from "./lane-progress.ts";
import { RecordStream } from "./record-stream.ts";
import type { Results } from "./results.ts";
import type { FillOptions, RunHandle } from "./run.ts";
import type { AppliedScorer } from "./score-run.ts";
import { summarizeRun } from "./summarize.ts";
import type { RunSummary } from "./summary.ts";
import { openTraffic } from "./traffic.ts";
import { UnrecordedSpends } from "./unrecorded-spends.ts";

/**
 * Takes hold of a stored run and sends what is not settled. Resolves when requests are about to go out; the handle owns
 * `results` from then on. Throws a ProblemsError when another process holds the run.
 */
export async function fillRun(
  results: Results,
  found: StoredRun,
  config: Config,
  options: FillOptions,
  scorers: readonly AppliedScorer[] = [],
): Promise<RunHandle> {
  const { store } = results;
  const { clock = systemClock } = options;
  const folder = join(config.results, found.id);
  const secrets = new Secrets(options.environment, config.models);
  const run = await claim(results, found);
  // Only whoever holds the run may sweep its folder: the holder may be writing there.
  await prepareResultsFolder(folder);
  const unrecorded = new UnrecordedSpends(store, run);
  if (options.retryFailed === true) await reopenFailed(store, run, unrecorded);

  const totals = await store.totals(run.key);
  const lanes = laneProgress(config, run, totals);
  const settledBefore = lanes.reduce((sum, lane) => sum + lane.completed + lane.refused + lane.failed, 0);
  const tasks = lanes.reduce((sum, lane) => sum + lane.total, 0);
  const budget = openBudget({ config, budget: options.budget ?? {}, totals, unrecorded, tasks });
  const stream = new RecordStream();
  const isDone = run.status === "complete" && settledBefore === tasks;
  const finished = isDone ? summarizeComplete() : fill();
  // Whoever reads records first looks at it later; until then it must not count as unhandled.
  finished.catch(() => {});
  return {
    run,
    lanes,
    budget: () => budget.state,
    settledBefore,
    warnings: planWarnings(config),
    records: stream,
    finished,
  };

  async function summarizeComplete(): Promise<RunSummary> {
    await using _results = results;
    stream.end();
    for (const lane of lanes) lane.done = true;
    const exitCode = run.exitCode ?? 0;
    await store.updateRun(run.key, { status: "complete" });
    const files = ["completions.csv", "comparison.csv", "usage.csv", "run.json"].map((file) => join(folder, file));
    const context = { config, exitCode, alreadyComplete: true, folder, files, stopReason: null, budget: budget.state };
    return await summarizeRun(store, run, context);
  }

  async function fill(): Promise<RunSummary> {
    await using _results = results;
    const startedAt = clock.monotonic();
    try {
      const { ends, accounts } = await (async () => {
        await using traffic = await openTraffic(config, {
          secrets,
          clock,
          simulate: options.simulate ?? null,
          connections: (model) => concurrencyCeiling(model.limits),
        });
        return await fillLanes({ store, run, config, traffic, lanes, budget, unrecorded, stream, options });
      })();
      stream.end();
      return await endRun({
        store,
        run,
        config,
        folder,
        ends,
        accounts,
        budget,
        options,
        scorers,
        wallMs: clock.monotonic() - startedAt,
      });
    } finally {
      stream.end();
    }
  }
}

/** The run as its last holder left it; its status is the one it was found with, as to be claimed is to be running. */
async function claim({ store }: Results, run: StoredRun): Promise<StoredRun> {
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

/** What the reopened tasks have spent stays spent. */
async function reopenFailed(store: Store, run: StoredRun, unrecorded: UnrecordedSpends): Promise<void> {
  const before = await store.totals(run.key);
  if (before.every(({ failed }) => failed === 0)) return;
  await store.updateRun(run.key, { status: "running" });
  await store.reopenFailed(run.key);
  const after = await store.totals(run.key);
  for (const [index, totals] of before.entries()) {
    const [was, is] = [recordedSpend(totals), recordedSpend(after[index] ?? { ...totals, ...noRecords })];
    if (is.tokens < was.tokens)
      unrecorded.add(totals.lane, { tokens: was.tokens - is.tokens, cost: was.cost - is.cost });
  }
  await unrecorded.flush();
}
