import { systemClock } from "../../core/clock.ts";
import type { Config } from "../../core/config.ts";
import type { LaneProgress } from "../../dispatch/progress.ts";
import type { Store, StoredRun } from "../../store/store.ts";
import type { FillOptions, RunHandle } from "../run.ts";
import type { RunSummary } from "../summary.ts";
import { beginDerivedRun } from "./begin-derived-run.ts";
import { derivedConfig } from "./derived-config.ts";
import { judgeScorers, type JudgeScorer } from "./judge-scorer.ts";
import { readVerdicts } from "./read-verdicts.ts";

/** What judging a run takes. */
export interface JudgingInput {
  readonly store: Store;
  /** This process holds it. */
  readonly run: StoredRun;
  /** Whose scorers judge. */
  readonly config: Config;
  readonly options: FillOptions;
  /** Fills a derived run. */
  readonly fill: (derived: StoredRun, config: Config) => Promise<RunHandle>;
  /** Told of each judge that begins, with its live counters. */
  readonly onBegin?: ((scorer: string, lanes: readonly LaneProgress[]) => void) | undefined;
}

/** How a judging pass ended. */
export interface JudgingEnd {
  /** Questions of all derived runs of these scorers. */
  readonly tasks: number;
  readonly failed: number;
  /** Questions without an answer: a stopped lane, a budget, an interrupt. */
  readonly unsettled: number;
  /** Scores that were not there before. */
  readonly added: number;
  /** Why it ended early, in words; null when it did not. */
  readonly stopReason: string | null;
}

/**
 * Asks the judges of a config about every completion that has no score by them: first what earlier derived runs have left
 * open, then what is new, in a derived run of its own. A verdict is never paid for twice. One judge after the other.
 */
export async function judgeRun(input: JudgingInput): Promise<JudgingEnd> {
  const { store, run, config, options } = input;
  const scorers = judgeScorers(config);
  const stored = await store.setScorers(
    run.key,
    scorers.map(({ config: { name, repeats }, hash }) => ({ name, hash, repeats, isAmount: false })),
  );
  let stopReason: string | null = null;
  const end = { tasks: 0, failed: 0, unsettled: 0, added: 0 };
  for (const scorer of scorers) {
    const scorerKey = stored.find(({ name }) => name === scorer.config.name)?.key;
    if (scorerKey === undefined) throw new Error(`the scorer ${scorer.config.name} was not kept`);
    const before = await scoreCount(store, run, scorerKey);
    for (const summary of await askJudge(input, scorer, scorerKey)) {
      end.tasks += summary.tasks;
      end.unsettled += summary.unsettled;
      end.failed += summary.lanes.reduce((sum, lane) => sum + lane.failed, 0);
      const stop = summary.lanes.find((lane) => lane.stop !== null)?.stop;
      stopReason ??= summary.stopReason ?? stop?.message ?? null;
    }
    end.added += (await scoreCount(store, run, scorerKey)) - before;
    if (options.signal?.aborted === true) break;
  }
  return { ...end, stopReason };
}

async function askJudge(input: JudgingInput, scorer: JudgeScorer, scorerKey: number): Promise<RunSummary[]> {
  const { store, run, config, options } = input;
  const clock = options.clock ?? systemClock;
  const derived = (await store.derivedRuns(run.id)).filter(({ parent }) => parent?.scorerHash === scorer.hash);
  const summaries: RunSummary[] = [];
  const ask = async (each: StoredRun): Promise<void> => {
    // Its name may have changed since; the plan's is in its tables.
    const judge = { ...scorer.judge, name: each.plan.models[0]?.name ?? scorer.judge.name };
    const handle = await input.fill(each, derivedConfig(config, judge));
    input.onBegin?.(scorer.config.name, handle.lanes);
    summaries.push(await handle.finished);
    await keepVerdicts(store, run, each, scorer, scorerKey);
  };
  if (await isJudged(store, run, scorerKey)) return [];
  for (const each of derived) await ask(each);
  if (summaries.some(({ unsettled }) => unsettled > 0) || options.signal?.aborted === true) return summaries;
  const added = await beginDerivedRun({ store, run, config, scorer, scorerKey, now: clock.now() });
  if (added !== null) await ask(added);
  return summaries;
}

/** Writes a derived run's verdicts as scores of its parent; those that are there stay. */
async function keepVerdicts(
  store: Store,
  run: StoredRun,
  derived: StoredRun,
  { config }: JudgeScorer,
  scorerKey: number,
): Promise<void> {
  for await (const cells of readVerdicts(store, derived, config)) {
    await store.commitScores(
      run.key,
      cells.map(({ lane, cell, score }) => ({ scorerKey, lane, cell, score })),
    );
  }
}

/** Whether every completion has a score; a comparison scores fewer, and is looked at more closely. */
async function isJudged(store: Store, run: StoredRun, scorerKey: number): Promise<boolean> {
  const completed = run.plan.models.map(() => 0);
  for (const totals of await store.totals(run.key)) {
    completed[totals.lane] = (completed[totals.lane] ?? 0) + totals.completed;
  }
  const counts = await store.scoreCounts(run.key, scorerKey);
  return completed.every((count, lane) => count <= (counts[lane] ?? 0));
}

async function scoreCount(store: Store, run: StoredRun, scorerKey: number): Promise<number> {
  const counts = await store.scoreCounts(run.key, scorerKey);
  return counts.reduce((sum, count) => sum + count, 0);
}
