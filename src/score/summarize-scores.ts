import type { RepeatsRule } from "../core/scorer-config.ts";
import { placeOf, type LaneShape } from "../core/task.ts";
import { mean } from "../stats/mean.ts";
import { proportion } from "../stats/proportion.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { ScoreColumn } from "../store/score-store.ts";
import { combineRepeats } from "./combine-repeats.ts";

/** One tail of the 95 % intervals. */
const TAIL = 0.025;

/** What the scores of some completions amount to. */
export interface ScoreFigures {
  /** Mean over prompts, each with its repeats combined; null without scores. */
  readonly mean: number | null;
  /** Its 95 % interval: Wilson's where every prompt is judged 0 or 1, else Student's t. Null where there is too little. */
  readonly interval: readonly [lower: number, upper: number] | null;
  /** Completions with a score. */
  readonly scored: number;
  /** Scores that the user's own code failed to give; they are among the missing. */
  readonly errors: number;
}

/** The prompts' values of a lane, one for each prompt and template that has any. */
export interface PromptScore {
  readonly position: number;
  readonly template: number;
  /** Null where its repeats give none. */
  readonly value: number | null;
  /** Scores behind it. */
  readonly scored: number;
  readonly errors: number;
}

/** Combines a lane's scores by prompt and template; ascending by position. */
export function* promptScores(column: ScoreColumn, shape: LaneShape, rule: RepeatsRule): Generator<PromptScore> {
  let values: number[] = [];
  let group = -1;
  const errors = new Map<number, number>();
  for (const cell of column.errors) {
    const failed = Math.floor(cell / shape.repeats);
    errors.set(failed, (errors.get(failed) ?? 0) + 1);
  }
  const close = (): PromptScore => {
    const { position, template } = placeOf(shape, group * shape.repeats);
    const value = values.length === 0 ? null : combineRepeats(values, rule);
    return { position, template, value, scored: values.length, errors: errors.get(group) ?? 0 };
  };
  for (const [index, cell] of column.cells.entries()) {
    const next = Math.floor(cell / shape.repeats);
    if (next !== group) {
      if (group !== -1) yield close();
      group = next;
      values = [];
    }
    const value = column.values[index] ?? Number.NaN;
    if (!Number.isNaN(value)) values.push(value);
  }
  if (group !== -1) yield close();
}

/** Mean and interval of some prompts. */
export function figuresOf(scores: readonly PromptScore[], isAmount: boolean): ScoreFigures {
  const values = Float64Array.from(scores.flatMap(({ value }) => (value === null ? [] : [value])));
  const estimate = isAmount ? mean(values) : estimateOf(values);
  const bounds = estimate?.bounds(TAIL);
  const isBounded = bounds !== undefined && Number.isFinite(bounds.lower) && Number.isFinite(bounds.upper);
  return {
    mean: estimate?.value ?? null,
    interval: isBounded ? [bounds.lower, bounds.upper] : null,
    scored: scores.reduce((sum, { scored }) => sum + scored, 0),
    errors: scores.reduce((sum, { errors }) => sum + errors, 0),
  };
}

function estimateOf(values: Float64Array): Estimate | null {
  let ones = 0;
  for (const value of values) {
    if (value !== 0 && value !== 1) return mean(values);
    ones += value;
  }
  return proportion(ones, values.length);
}
