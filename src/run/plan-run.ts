import { configForStorage } from "../config/stored-config.ts";
import { systemClock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import { ProblemsError, type Problem } from "../core/errors.ts";
import { estimatePromptTokens } from "../plan/estimate-tokens.ts";
import { planLane, type LaneEstimate } from "../plan/plan-lane.ts";
import { planWarnings } from "../plan/plan-warnings.ts";
import { compileTemplate } from "../prompts/compile-template.ts";
import { packageVersion } from "../core/package-version.ts";
import { type NamedProxy, namedProxies } from "./named-proxies.ts";
import { ingestPromptSets } from "./prompt-sets.ts";
import { openResults } from "./results.ts";
import { newRunId } from "./run-id.ts";
import type { RunOptions } from "./run.ts";
import { armProblems, judgeNeeds, judgeScorers } from "./judging/judge-scorer.ts";
import { loadScorers } from "./run-scorers.ts";
import { selectPrompts } from "./select-prompts.ts";
import { planOf } from "./start-run.ts";

/** What a run would do. */
export interface PlanReport {
  /** Selected prompts. */
  readonly prompts: number;
  readonly promptSets: readonly { readonly name: string; readonly rows: number; readonly skipped: number }[];
  readonly lanes: readonly LaneEstimate[];
  readonly tasks: number;
  /** Models that go through a proxy; none when the run is simulated. */
  readonly proxies: readonly NamedProxy[];
  readonly warnings: readonly Problem[];
}

/** Estimates the run of `config` without sending anything; throws a ProblemsError with all that would keep it from starting. */
export async function planRun(config: Config, options: RunOptions): Promise<PlanReport> {
  await using results = await openResults(config.results);
  const { store } = results;
  const judges = judgeScorers(config);
  const arms = armProblems(judges, config);
  if (arms.length > 0) throw new ProblemsError(arms);
  const scorers = [...(await loadScorers(config)).map(({ scorer }) => scorer), ...judges.map(judgeNeeds)];
  const sets = await ingestPromptSets(store, config, options, scorers);
  // The draft is the very selection of a run, checks included; it is abandoned instead of completed.
  const draft = await store.beginRun({
    id: newRunId(systemClock.now(), Math.random),
    name: null,
    createdAt: systemClock.now(),
    plan: planOf(config, sets, options),
    config: configForStorage(config),
    promptgridVersion: packageVersion(),
    gitCommit: null,
    promptSetKeys: sets.map(({ stored }) => stored.key),
  });
  let prompts = 0;
  let promptTokens = 0;
  const templates = sets.map(({ name, stored }) =>
    config.templates.map((template) => compileTemplate(template, stored.columns, name)),
  );
  try {
    await selectPrompts(
      draft,
      { store, sets, templates: config.templates, selection: options.selection, scorers },
      (page) => {
        prompts += page.length;
        for (const { promptSet, cells } of page) {
          for (const template of templates[promptSet] ?? [])
            promptTokens += estimatePromptTokens(template.render(cells));
        }
      },
    );
  } finally {
    await draft.abandon();
  }
  const lanes = config.models.map((model) =>
    planLane({
      model,
      tasks: prompts * config.templates.length * config.repeats,
      promptTokens: promptTokens * config.repeats,
    }),
  );
  return {
    prompts,
    promptSets: sets.map(({ name, stored }) => ({ name, rows: stored.rows, skipped: stored.leftOut.count })),
    lanes,
    tasks: lanes.reduce((sum, lane) => sum + lane.tasks, 0),
    proxies: options.simulate === undefined ? namedProxies(config, options.environment) : [],
    warnings: planWarnings(config),
  };
}
