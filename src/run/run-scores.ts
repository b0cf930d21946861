import { ProblemsError } from "../core/errors.ts";
import { figuresOf, promptScores, type PromptScore, type ScoreFigures } from "../score/summarize-scores.ts";
import { laneShapeOf, type Store, type StoredRun } from "../store/store.ts";
import type { TableScores } from "../tables/table-scores.ts";

/** What a scorer says of a model (with a template, on a slice of the prompts). */
export interface RunScore extends ScoreFigures {
  readonly scorer: string;
  readonly model: string;
  readonly template: string;
  /** Cell of the column that the prompts are sliced by; null without slices. */
  readonly slice: string | null;
  /** Index of the model, and of the template, in the plan. */
  readonly lane: number;
  readonly templateIndex: number;
  /** Planned completions without a score: failed, refused, not sent, nothing to compare with …. */
  readonly missing: number;
}

/** Prompts by the cells of a column. */
interface Slices {
  /** In the order in which they first occur. */
  readonly names: readonly string[];
  /** Index of its slice, by position; -1 where there is no prompt. */
  readonly ofPosition: readonly number[];
  /** Prompts of each slice. */
  readonly sizes: readonly number[];
}

/** Figures of the run's current scorers, recomputed from the scores; by the cells of column `by` where one is named. */
export async function runScores(store: Store, run: StoredRun, by: string | null = null): Promise<RunScore[]> {
  const scorers = await store.runScorers(run.key);
  if (scorers.length === 0) return [];
  const slices = by === null ? null : slicesOf(await columnOf(store, run, by));
  const shape = laneShapeOf(run.plan);
  const scores: RunScore[] = [];
  for (const scorer of scorers) {
    for (const [lane, model] of run.plan.models.entries()) {
      const column = await store.scoreColumn(run.key, scorer.key, lane);
      const all = [...promptScores(column, shape, scorer.repeats)];
      for (const [template, { name }] of run.plan.templates.entries()) {
        const own = all.filter((score) => score.template === template);
        for (const [slice, prompts, part] of partsOf(own, run.prompts, slices)) {
          const figures = figuresOf(part, scorer.isAmount);
          const missing = prompts * run.plan.repeats - figures.scored;
          const place = {
            scorer: scorer.name,
            model: model.name,
            template: name,
            slice,
            lane,
            templateIndex: template,
          };
          scores.push({ ...place, ...figures, missing });
        }
      }
    }
  }
  return scores;
}

function partsOf(
  scores: readonly PromptScore[],
  prompts: number,
  slices: Slices | null,
): (readonly [slice: string | null, prompts: number, scores: readonly PromptScore[]])[] {
  if (slices === null) return [[null, prompts, scores]];
  const parts = slices.names.map((): PromptScore[] => []);
  for (const score of scores) parts[slices.ofPosition[score.position] ?? -1]?.push(score);
  return slices.names.map((name, index) => [name, slices.sizes[index] ?? 0, parts[index] ?? []]);
}

function slicesOf(cells: readonly (string | undefined)[]): Slices {
  const indexes = new Map<string, number>();
  const sizes: number[] = [];
  const ofPosition = Array.from(cells, (cell) => {
    if (cell === undefined) return -1;
    const index = indexes.get(cell) ?? indexes.size;
    indexes.set(cell, index);
    sizes[index] = (sizes[index] ?? 0) + 1;
    return index;
  });
  return { names: [...indexes.keys()], ofPosition, sizes };
}

/** A column's cells by position; throws a ProblemsError where no prompt set of the run has it. */
export async function columnOf(store: Store, run: StoredRun, column: string): Promise<string[]> {
  const columns = [...new Set(run.promptSets.flatMap((set) => set.columns))];
  if (!columns.includes(column)) {
    const what = "is no column of the run's prompts";
    throw new ProblemsError([{ where: "column", what, found: column, expected: `one of ${columns.join(", ")}` }]);
  }
  const cells: string[] = [];
  for (let after = -1; ;) {
    const prompts = await store.runPrompts(run.key, after, 1000);
    const last = prompts.at(-1);
    if (last === undefined) return cells;
    after = last.position;
    for (const { position, columns: row } of prompts)
      cells[position] = Object.hasOwn(row, column) ? (row[column] ?? "") : "";
  }
}

/** The run's scores as its tables show them. */
export async function tableScores(store: Store, run: StoredRun, scores: readonly RunScore[]): Promise<TableScores> {
  const scorers = await store.runScorers(run.key);
  const keys = [...new Set(scorers.map(({ key }) => key))];
  return {
    scorers,
    figures: scores.map(({ templateIndex, ...score }) => ({ ...score, template: templateIndex })),
    between: (from, to) => store.scoresBetween(run.key, keys, from, to),
  };
}
