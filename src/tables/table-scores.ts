import { cellOf } from "../core/task.ts";
import type { CellScore, StoredScorer } from "../store/score-store.ts";
import { laneShapeOf, type GridRecord, type GridRow, type StoredRun } from "../store/store.ts";

/** A run's scores as its tables show them. */
export interface TableScores {
  /** In the order of their columns. */
  readonly scorers: readonly StoredScorer[];
  /** Means; one for each scorer, lane and template. */
  readonly figures: readonly ScoreFigure[];
  /** Scores of prompts at `from` ≤ position ≤ `to`. */
  readonly between: (from: number, to: number) => Promise<readonly CellScore[]>;
}

/** What the scores of a lane and template amount to. */
export interface ScoreFigure {
  readonly scorer: string;
  readonly lane: number;
  readonly template: number;
  /** Null without scores. */
  readonly mean: number | null;
  /** Completions with a score. */
  readonly scored: number;
  /** Planned completions without one. */
  readonly missing: number;
}

/** The scores of a record, in the order of the scorers; null where there is none. */
export type ScoresOf = (position: number, record: GridRecord) => (number | null)[];

/** Reads the scores of a page of rows. */
export async function pageScores(
  run: StoredRun,
  { scorers, between }: TableScores,
  page: readonly GridRow[],
): Promise<ScoresOf> {
  const [first, last] = [page[0]?.prompt.position, page.at(-1)?.prompt.position];
  if (scorers.length === 0 || first === undefined || last === undefined) return () => [];
  const shape = laneShapeOf(run.plan);
  const values = new Map<string, number>();
  for (const { scorerKey, lane, cell, score } of await between(first, last)) {
    if (score.kind === "scored") values.set(`${scorerKey} ${lane} ${cell}`, score.value);
  }
  return (position, { lane, template, repeat }) => {
    const cell = cellOf(shape, position, template, repeat);
    return scorers.map(({ key }) => values.get(`${key} ${lane} ${cell}`) ?? null);
  };
}
