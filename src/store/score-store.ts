import type { Score } from "../core/score.ts";
import type { RepeatsRule } from "../core/scorer-config.ts";
import type { Prompt } from "../core/task.ts";

/**
 * Scores of a run's completions. They lie under the run, the task and the scorer's hash, so that scoring by another scorer
 * adds to history and replaces nothing. Part of `Store`.
 */
export interface ScoreStore {
  /**
   * Makes scorers the run's current ones, by name: a name that the run has is given to the new scorer, a new name goes to
   * the end, others stay. Returns all current ones in order.
   */
  setScorers(runKey: number, scorers: readonly RunScorer[]): Promise<StoredScorer[]>;
  /** The run's current scorers, in order. */
  runScorers(runKey: number): Promise<StoredScorer[]>;
  /**
   * Resolves when every score is durable. A score that is there already stays, unless it is an error. Half a surrogate pair
   * in a reason is stored as U+FFFD.
   */
  commitScores(runKey: number, scores: readonly CellScore[]): Promise<void>;
  /** How many completions of each lane have a score, or nothing to score; errors left out. By lane. */
  scoreCounts(runKey: number, scorerKey: number): Promise<number[]>;
  /** Scores of prompts at `from` ≤ position ≤ `to`, by these scorers, in no order. */
  scoresBetween(runKey: number, scorerKeys: readonly number[], from: number, to: number): Promise<CellScore[]>;
  /** All scores of one lane by one scorer, as figures. */
  scoreColumn(runKey: number, scorerKey: number, lane: number): Promise<ScoreColumn>;
  /** Prompts after `afterPosition` (-1 for the start) in input order, without their records, at most `limit`. */
  runPrompts(runKey: number, afterPosition: number, limit: number): Promise<Prompt[]>;
}

/** A scorer as a run knows it. */
export interface RunScorer {
  readonly name: string;
  /** SHA-256 of all that its scores depend on. */
  readonly hash: string;
  readonly repeats: RepeatsRule;
  /** Whether its values are amounts rather than judgements from 0 to 1. */
  readonly isAmount: boolean;
}

export interface StoredScorer extends RunScorer {
  readonly key: number;
}

/** One score and its place. */
export interface CellScore {
  readonly scorerKey: number;
  readonly lane: number;
  readonly cell: number;
  readonly score: Score;
}

/** Scores as figures, ascending by cell. The arrays are the caller's own. */
export interface ScoreColumn {
  readonly cells: Float64Array<ArrayBuffer>;
  /** NaN: nothing to score, or an error. */
  readonly values: Float64Array<ArrayBuffer>;
  /** Cells among them whose scorer failed. */
  readonly errors: Float64Array<ArrayBuffer>;
}
