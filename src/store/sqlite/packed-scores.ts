import type { Score } from "../../core/score.ts";
import type { CellScore } from "../score-store.ts";

/** The kind's number in the database is its place here; new kinds go to the end. */
export const SCORE_KINDS = ["scored", "unscored", "error"] as const satisfies readonly Score["kind"][];

/** Scores between threads: `SCORE_NUMBERS` numbers and one text each, which is cheaper than objects. */
export interface PackedScores {
  /** Scorer key, lane, cell, kind, value (NaN: none). */
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly reasons: readonly (string | null)[];
}

export const SCORE_NUMBERS = 5;

export function packScores(scores: readonly CellScore[]): PackedScores {
  const numbers = new Float64Array(scores.length * SCORE_NUMBERS);
  const reasons = scores.map(({ scorerKey, lane, cell, score }, index) => {
    const value = score.kind === "scored" ? score.value : Number.NaN;
    numbers.set([scorerKey, lane, cell, SCORE_KINDS.indexOf(score.kind), value], index * SCORE_NUMBERS);
    return score.reason?.toWellFormed() ?? null;
  });
  return { numbers, reasons };
}

/** Inverse of `packScores`. */
export function unpackScores({ numbers, reasons }: PackedScores): CellScore[] {
  return reasons.map((reason, index) => {
    const [scorerKey = 0, lane = 0, cell = 0, kind = 0, value = 0] = numbers.subarray(
      index * SCORE_NUMBERS,
      (index + 1) * SCORE_NUMBERS,
    );
    return { scorerKey, lane, cell, score: scoreOf(SCORE_KINDS[kind] ?? "error", value, reason) };
  });
}

function scoreOf(kind: Score["kind"], value: number, reason: string | null): Score {
  return kind === "scored" ? { kind, value, reason } : { kind, reason: reason ?? "" };
}
