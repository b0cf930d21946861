import type { Config } from "../../core/config.ts";
import { ProblemsError } from "../../core/errors.ts";
import type { LaneProgress } from "../../dispatch/progress.ts";
import type { StoredRun } from "../../store/store.ts";
import { budgetProblems } from "../budget-caps.ts";
import { claimRun } from "../claim-run.ts";
import { borrowed, fillRun } from "../fill-run.ts";
import { missingKeys } from "../missing-keys.ts";
import { routeProblems } from "../read-routes.ts";
import type { Results } from "../results.ts";
import type { FillOptions } from "../run.ts";
import { armProblems, judgeScorers } from "./judge-scorer.ts";
import { judgeRun, type JudgingEnd } from "./judge-run.ts";

/** What judging a stored run takes beside the run. */
export interface StoredJudging {
  /** The run's config, with the scorers and judges that are wanted. */
  readonly config: Config;
  readonly options: FillOptions;
  /** Whether the scorers are the run's own, so that the run is complete once they have judged. */
  readonly isOwn: boolean;
  readonly onBegin: (scorer: string, lanes: readonly LaneProgress[]) => void;
}

/** What would keep the judges of a config from being asked; throws a ProblemsError with all of it. */
export async function demandJudges(run: StoredRun, { config, options }: StoredJudging): Promise<void> {
  const asked = judgesAlone(config);
  const problems = [
    ...armProblems(judgeScorers(config), run.plan),
    ...(run.plan.simulated ? [] : missingKeys(asked, options.environment)),
    ...(run.plan.simulated ? [] : await routeProblems(asked, options.environment)),
    ...budgetProblems(asked, options.budget ?? {}),
  ];
  if (problems.length > 0) throw new ProblemsError(problems);
}

/**
 * Asks the judges of a config about a run that is stored, holding the run meanwhile, so that two processes do not ask the
 * same. Throws a ProblemsError when another process holds it.
 */
export async function judgeStoredRun(results: Results, run: StoredRun, judging: StoredJudging): Promise<JudgingEnd> {
  const { store } = results;
  const { config, options, isOwn, onBegin } = judging;
  const family = judgesAlone(config);
  await claimRun(store, run);
  let release = { status: run.status === "running" ? ("interrupted" as const) : run.status };
  try {
    const end = await judgeRun({
      store,
      run,
      config,
      options,
      fill: (derived, own) => fillRun(borrowed(results), derived, own, options, [], family),
      onBegin,
    });
    if (isOwn && end.unsettled === 0 && run.status !== "complete" && (await isSettled(results, run))) {
      release = { status: "complete" };
    }
    return end;
  } finally {
    await store.updateRun(run.key, release);
  }
}

/** The budget of judging alone bounds the judges; what the run has spent counts all the same. */
function judgesAlone(config: Config): Config {
  const names = new Set(judgeScorers(config).map(({ judge }) => judge.name));
  return { ...config, models: [], judges: config.judges.filter(({ name }) => names.has(name)) };
}

async function isSettled({ store }: Results, run: StoredRun): Promise<boolean> {
  const totals = await store.totals(run.key);
  const settled = totals.reduce((sum, lane) => sum + lane.completed + lane.refused + lane.failed, 0);
  return settled === run.prompts * run.plan.templates.length * run.plan.repeats * run.plan.models.length;
}
