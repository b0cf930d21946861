import type { Config } from "../../core/config.ts";
import type { LaneStop } from "../../core/run.ts";
import { configFromStorage } from "../../config/stored-config.ts";
import { countPair, noPairs, type PositionBias } from "../../score/preference.ts";
import type { Store, StoredRun } from "../../store/store.ts";
import { judgeScorers } from "./judge-scorer.ts";
import { readVerdicts } from "./read-verdicts.ts";

/** What a judge did for one scorer, over all its derived runs, recomputed from their records. */
export interface JudgingSummary {
  readonly scorer: string;
  /** The judge, as its derived runs name it. */
  readonly judge: string;
  /** Ids of the derived runs, oldest first. */
  readonly runs: readonly string[];
  readonly tasks: number;
  readonly completed: number;
  readonly refused: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Answers without a verdict that could be read: no scores. */
  readonly unread: number;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly totalTokens: number | null;
  readonly cost: number | null;
  readonly currency: string | null;
  readonly attempts: number;
  /** Of a comparison; null of a grade. */
  readonly positionBias: PositionBias | null;
  readonly stop: LaneStop | null;
}

/** One entry for each judging scorer of `config` that has asked anything about the run. */
export async function summarizeJudging(store: Store, run: StoredRun, config: Config): Promise<JudgingSummary[]> {
  const all = await store.derivedRuns(run.id);
  const summaries: JudgingSummary[] = [];
  for (const scorer of all.length === 0 ? [] : judgeScorers(config)) {
    const runs = all.filter(({ parent }) => parent?.scorerHash === scorer.hash);
    const [first] = runs;
    if (first === undefined) continue;
    const totals = (await Promise.all(runs.map(({ key }) => store.totals(key)))).flat();
    const sum = (figure: (entry: (typeof totals)[number]) => number) =>
      totals.reduce((whole, entry) => whole + figure(entry), 0);
    const known = (figure: (entry: (typeof totals)[number]) => number | null) => {
      const values = totals.map(figure).filter((value) => value !== null);
      return values.length === 0 ? null : values.reduce((whole, value) => whole + value, 0);
    };
    const settled = sum(({ completed, refused, failed }) => completed + refused + failed);
    const tasks = runs.reduce((whole, { prompts }) => whole + prompts, 0);
    let unread = 0;
    let bias = noPairs;
    for (const derived of runs) {
      for await (const cells of readVerdicts(store, derived, scorer.config)) {
        unread += cells.filter(({ score }) => score.kind === "unscored").length;
        bias = cells.reduce((whole, { pair }) => (pair === null ? whole : countPair(whole, pair)), bias);
      }
    }
    summaries.push({
      scorer: scorer.config.name,
      judge: first.plan.models[0]?.name ?? "",
      runs: runs.map(({ id }) => id),
      tasks,
      completed: sum(({ completed }) => completed),
      refused: sum(({ refused }) => refused),
      failed: sum(({ failed }) => failed),
      cancelled: tasks - settled,
      unread,
      promptTokens: known(({ promptTokens }) => promptTokens),
      completionTokens: known(({ completionTokens }) => completionTokens),
      totalTokens: known(({ totalTokens }) => totalTokens),
      cost: known(({ cost }) => cost),
      currency: configFromStorage(first.config).models[0]?.price?.currency ?? null,
      attempts: sum(({ attempts }) => attempts),
      positionBias: scorer.config.type === "pairwise" ? bias : null,
      stop: runs.flatMap(({ laneStops }) => laneStops).find((stop) => stop !== null) ?? null,
    });
  }
  return summaries;
}
