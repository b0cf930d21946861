import { join } from "node:path";
import { systemClock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import { Secrets } from "../core/secrets.ts";
import { concurrencyCeiling } from "../dispatch/rate-control/concurrency-range.ts";
import { planWarnings } from "../plan/plan-warnings.ts";
import { noRecords } from "../store/no-records.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { prepareResultsFolder } from "../tables/results-folder.ts";
import { endRun } from "./end-run.ts";
import { fillLanes } from "./fill-lanes.ts";
import { openBudget, type RunFamily } from "./open-budget.ts";
import { recordedSpend } from "./recorded-spend.ts";
import { claimRun } from "./claim-run.ts";
import { familySpend } from "./judging/family-spend.ts";
import { judgeRun, type JudgingInput } from "./judging/judge-run.ts";
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
 * `results` from then on. Throws a ProblemsError when another process holds the run. `familyConfig` is the parent's where
 * the run judges another, for their common budget.
 */
export async function fillRun(
  results: Results,
  found: StoredRun,
  config: Config,
  options: FillOptions,
  scorers: readonly AppliedScorer[] = [],
  familyConfig: Config = config,
): Promise<RunHandle> {
  const { store } = results;
  const { clock = systemClock } = options;
  const folder = join(config.results, found.id);
  const secrets = new Secrets(options.environment, config.models);
  const run = await claimRun(store, found);
  // Only whoever holds the run may sweep its folder: the holder may be writing there.
  await prepareResultsFolder(folder);
  const unrecorded = new UnrecordedSpends(store, run);
  if (options.retryFailed === true) await reopenFailed(store, run, unrecorded);

  const totals = await store.totals(run.key);
  const lanes = laneProgress(config, run, totals);
  const settledBefore = lanes.reduce((sum, lane) => sum + lane.completed + lane.refused + lane.failed, 0);
  const tasks = lanes.reduce((sum, lane) => sum + lane.total, 0);
  const family: RunFamily = { config: familyConfig, spent: await familySpend(store, run) };
  const budget = openBudget({ config, budget: options.budget ?? {}, totals, unrecorded, family, tasks });
  const stream = new RecordStream();
  const retriesJudges = options.retryFailed === true && config.judges.length > 0;
  const isDone = run.status === "complete" && settledBefore === tasks && !retriesJudges;
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

  function judgingOf(stored: StoredRun): JudgingInput {
    return {
      store,
      run: stored,
      config,
      options,
      fill: (derived, own) => fillRun(borrowed(results), derived, own, options, [], familyConfig),
      // Whoever watches the run sees its judges, too.
      onBegin: (_scorer, progress) => void lanes.push(...progress),
    };
  }

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
        judge: (stored) => judgeRun(judgingOf(stored)),
        wallMs: clock.monotonic() - startedAt,
      });
    } finally {
      stream.end();
    }
  }
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

/** Results that whoever is handed them does not close. */
export function borrowed({ store }: Results): Results {
  return { store, [Symbol.asyncDispose]: async () => {} };
}
