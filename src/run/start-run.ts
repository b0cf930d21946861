import { configForStorage } from "../config/stored-config.ts";
import { systemClock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import { ProblemsError, StoreError, type Problem } from "../core/errors.ts";
import type { RunPlan } from "../core/run.ts";
import type { StoreThreads } from "../store/sqlite/store-threads.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { preloadSdk } from "../providers/client.ts";
import { budgetProblems } from "./budget-caps.ts";
import { missingKeys } from "./missing-keys.ts";
import { fillRun } from "./fill-run.ts";
import { gitCommit } from "./git-commit.ts";
import { packageVersion } from "../core/package-version.ts";
import { plannedModel } from "./planned-model.ts";
import { planDifferences } from "./plan-difference.ts";
import { ingestPromptSets, type NamedPromptSet } from "./prompt-sets.ts";
import { openResults } from "./results.ts";
import { routeProblems } from "./read-routes.ts";
import { newRunId, runIdFault } from "./run-id.ts";
import { armProblems, judgeNeeds, judgeScorers, type PromptNeeds } from "./judging/judge-scorer.ts";
import { loadScorers } from "./run-scorers.ts";
import type { RunHandle, RunOptions } from "./run.ts";
import { selectPrompts } from "./select-prompts.ts";

/**
 * Fills the grid of `config`: a new run, or the one named by `runId` where that exists already. Resolves when requests
 * are about to go out. Throws a ProblemsError before anything is sent when something is wrong. `threads` are the store's,
 * where they were started ahead.
 */
export async function startRun(config: Config, options: RunOptions, threads?: StoreThreads): Promise<RunHandle> {
  const { clock = systemClock, random = Math.random } = options;
  const runId = options.runId ?? newRunId(clock.now(), random);
  const problems = [
    ...runIdProblems(runId),
    ...(options.simulate === undefined ? missingKeys(config, options.environment) : []),
    ...(options.simulate === undefined ? await routeProblems(config, options.environment) : []),
    ...budgetProblems(config, options.budget ?? {}),
  ];
  preloadSdk();
  const opening = openResults(config.results, threads);
  const commit = gitCommit(config.directory);
  const results = await opening;
  try {
    const scorers = await collecting(problems, () => loadScorers(config), []);
    const judges = await collecting(problems, async () => judgeScorers(config), []);
    problems.push(...armProblems(judges, config));
    const needs = [...scorers.map(({ scorer }) => scorer), ...judges.map(judgeNeeds)];
    const sets = await withProblems(problems, () => ingestPromptSets(results.store, config, options, needs));
    const plan = planOf(config, sets, options);
    const input = { runId, plan, sets, config, options, problems, scorers: needs, commit, now: clock.now() };
    const run = await findOrCreateRun(results.store, input);
    return await fillRun(results, run, config, options, scorers);
  } catch (error) {
    await results[Symbol.asyncDispose]();
    throw error;
  }
}

function runIdProblems(runId: string): Problem[] {
  const fault = runIdFault(runId);
  return fault === null ? [] : [{ where: "--run-id", what: "is no usable run id", found: runId, expected: fault }];
}

/** What `action` gives; `instead`, and its problems added to the known ones, where it finds any. */
async function collecting<Result>(known: Problem[], action: () => Promise<Result>, instead: Result): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    known.push(...error.problems);
    return instead;
  }
}

/** Adds the problems that `action` finds to those that are known, so that the user learns of all at once. */
async function withProblems<Result>(known: readonly Problem[], action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw error instanceof ProblemsError ? new ProblemsError([...known, ...error.problems]) : error;
  }
}

function demandSamePlan(existing: StoredRun, { plan, problems }: NewRunInput): StoredRun {
  const all = [...problems, ...planDifferences(existing.id, existing.plan, plan)];
  if (all.length > 0) throw new ProblemsError(all);
  return existing;
}

/** What the run asks, by which two runs are told apart. */
export function planOf(config: Config, sets: readonly NamedPromptSet[], options: RunOptions): RunPlan {
  return {
    promptSets: sets.map(({ name, stored }) => ({ name, hash: stored.hash })),
    selection: options.selection,
    templates: config.templates,
    repeats: config.repeats,
    models: config.models.map(plannedModel),
    simulated: options.simulate !== undefined,
  };
}

interface NewRunInput {
  readonly runId: string;
  readonly plan: RunPlan;
  readonly sets: readonly NamedPromptSet[];
  readonly config: Config;
  readonly options: RunOptions;
  readonly scorers: readonly PromptNeeds[];
  /** What is known to be wrong already. */
  readonly problems: readonly Problem[];
  /** The checkout around the config, which git looks up meanwhile. */
  readonly commit: Promise<string | null>;
  readonly now: number;
}

async function findOrCreateRun(store: Store, input: NewRunInput): Promise<StoredRun> {
  const existing = await store.findRun(input.runId);
  if (existing !== null) return demandSamePlan(existing, input);
  try {
    return await createRun(store, input);
  } catch (error) {
    const isTaken = error instanceof StoreError && error.code === "RUN_EXISTS";
    const quicker = isTaken ? await store.findRun(input.runId) : null;
    if (quicker === null) throw error;
    return demandSamePlan(quicker, input);
  }
}

async function createRun(store: Store, input: NewRunInput): Promise<StoredRun> {
  const { runId, plan, sets, config, options, now } = input;
  const draft = await store.beginRun({
    id: runId,
    name: options.name ?? null,
    createdAt: now,
    plan,
    config: configForStorage(config),
    promptgridVersion: packageVersion(),
    gitCommit: await input.commit,
    promptSetKeys: sets.map(({ stored }) => stored.key),
  });
  try {
    const selection = {
      store,
      sets,
      templates: config.templates,
      selection: options.selection,
      scorers: input.scorers,
    };
    const leftOut = await withProblems(input.problems, () => selectPrompts(draft, selection));
    if (input.problems.length > 0) throw new ProblemsError(input.problems);
    options.signal?.throwIfAborted();
    return await draft.complete(leftOut);
  } catch (error) {
    await draft.abandon();
    throw error;
  }
}
