import { cellOf } from "../core/task.ts";
import type { RepeatsRule } from "../core/scorer-config.ts";
import { judgeCompletion } from "../score/judge-completion.ts";
import type { Scorer } from "../score/scorer.ts";
import type { CellScore, StoredScorer } from "../store/score-store.ts";
import { laneShapeOf, type GridRow, type Store, type StoredRun } from "../store/store.ts";
import { gridPages } from "../tables/grid-pages.ts";

/** A scorer with how its repeats are combined. */
export interface AppliedScorer {
  readonly scorer: Scorer;
  readonly repeats: RepeatsRule;
}

/** What a scoring pass did. */
export interface ScoringReport {
  /** The run's current scorers, those of earlier passes included. */
  readonly scorers: readonly StoredScorer[];
  /** Scores that were not there before; errors left out. */
  readonly added: number;
}

/**
 * Scores every completed record that these scorers have not scored yet, and makes them the run's current ones. One pass
 * over the records in pages; without anything new none at all. Nothing is ever asked of a model.
 */
export async function scoreRun(
  store: Store,
  run: StoredRun,
  applied: readonly AppliedScorer[],
): Promise<ScoringReport> {
  const scorers = await store.setScorers(
    run.key,
    applied.map(({ scorer: { name, hash, isAmount }, repeats }) => ({ name, hash, isAmount, repeats })),
  );
  // Two names may stand for one scorer: its scores are made once.
  const byKey = new Map(
    applied.flatMap(({ scorer }) => {
      const stored = scorers.find(({ name }) => name === scorer.name);
      return stored === undefined ? [] : [[stored.key, scorer] as const];
    }),
  );
  const counts = new Map<number, readonly number[]>();
  for (const key of byKey.keys()) counts.set(key, await store.scoreCounts(run.key, key));
  const completed = await completedByLane(store, run);
  const wanted = [...byKey].filter(([key]) => completed.some((count, lane) => count > (counts.get(key)?.[lane] ?? 0)));
  if (wanted.length === 0) return { scorers, added: 0 };

  const begun = wanted.map(([key]) => key).filter((key) => counts.get(key)?.some((count) => count > 0) === true);
  let added = 0;
  let writing = Promise.resolve();
  try {
    for await (const page of gridPages(store, run.key)) {
      const done = await scoredAlready(store, run, begun, page);
      const scores = await scorePage(run, wanted, page, done);
      added += scores.filter(({ score }) => score.kind !== "error").length;
      await writing;
      // The next page is scored while this one is written.
      writing = store.commitScores(run.key, scores);
      writing.catch(() => {});
    }
  } finally {
    await writing;
  }
  return { scorers, added };
}

async function completedByLane(store: Store, run: StoredRun): Promise<number[]> {
  const totals = await store.totals(run.key);
  return run.plan.models.map((_model, lane) =>
    totals.reduce((sum, entry) => sum + (entry.lane === lane ? entry.completed : 0), 0),
  );
}

/** Places on a page that need no score any more. */
async function scoredAlready(
  store: Store,
  run: StoredRun,
  keys: readonly number[],
  page: readonly GridRow[],
): Promise<ReadonlySet<string>> {
  const [first, last] = [page[0]?.prompt.position, page.at(-1)?.prompt.position];
  if (keys.length === 0 || first === undefined || last === undefined) return new Set();
  const scores = await store.scoresBetween(run.key, keys, first, last);
  return new Set(scores.flatMap(({ score, ...place }) => (score.kind === "error" ? [] : [placeKey(place)])));
}

function placeKey({ scorerKey, lane, cell }: Omit<CellScore, "score">): string {
  return `${scorerKey} ${lane} ${cell}`;
}

async function scorePage(
  { plan }: StoredRun,
  scorers: readonly (readonly [key: number, scorer: Scorer])[],
  page: readonly GridRow[],
  done: ReadonlySet<string>,
): Promise<CellScore[]> {
  const shape = laneShapeOf(plan);
  const scores: CellScore[] = [];
  const pending: Promise<void>[] = [];
  for (const { prompt, records } of page) {
    for (const record of records) {
      if (record.outcome.kind !== "completed") continue;
      const { lane, template, repeat } = record;
      const cell = cellOf(shape, prompt.position, template, repeat);
      const model = plan.models[lane]?.name ?? "";
      const templateName = plan.templates[template]?.name ?? "";
      const completion = { prompt, record, text: record.outcome.text, model, template: templateName, repeat };
      for (const [scorerKey, scorer] of scorers) {
        const place = { scorerKey, lane, cell };
        if (done.size > 0 && done.has(placeKey(place))) continue;
        const score = judgeCompletion(scorer, completion);
        if (score instanceof Promise)
          pending.push(score.then((settled) => void scores.push({ ...place, score: settled })));
        else scores.push({ ...place, score });
      }
    }
  }
  await Promise.all(pending);
  return scores;
}
