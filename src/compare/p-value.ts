import type { Estimate } from "../stats/estimate.ts";
import type { FigureComparison } from "./compare-figure.ts";
import { isPoint } from "./equal-units.ts";

const STEPS = 50;

/** The narrowest and the widest interval that are tried, by their tail. */
const WIDEST = 1e-9;
const NARROWEST = 0.5 - 1e-9;

/**
 * The two-sided p value of no difference: exact McNemar's where pairs are binary and independent; the sign test's where all
 * differ by the same, as bounds know no spread then. Null without pairs.
 */
export function pValueOf({ difference, changes, units }: FigureComparison): number | null {
  if (difference === null) return null;
  if (difference.value !== 0 && isPoint(difference.bounds(0.025))) return Math.min(1, 2 * 0.5 ** units);
  return changes === null || changes.clustered ? pByBounds(difference) : changes.p.twoSided;
}

/** Twice the smallest tail whose bound excludes 0, by the duality of tests and intervals; 1 where none does. */
function pByBounds({ value, bounds }: Estimate): number {
  const excludesZero = (tail: number) => {
    const { lower, upper } = bounds(tail);
    return value > 0 ? lower > 0 : upper < 0;
  };
  if (value === 0 || !excludesZero(NARROWEST)) return 1;
  if (excludesZero(WIDEST)) return 2 * WIDEST;
  let reaches = WIDEST;
  let excludes = NARROWEST;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = Math.sqrt(reaches * excludes);
    if (excludesZero(middle)) excludes = middle;
    else reaches = middle;
  }
  return 2 * excludes;
}
