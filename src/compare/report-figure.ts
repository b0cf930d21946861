import type { Estimate } from "../stats/estimate.ts";
import { detectableDifference, detectableProportion } from "../stats/power.ts";
import type { FigureComparison } from "./compare-figure.ts";
import { saysNothing } from "./equal-units.ts";
import type { Measure } from "./measures.ts";
import { pValueOf } from "./p-value.ts";
import type { ReportedEstimate, ReportedFigure } from "./report.ts";

/** Each bound of a reported interval is wrong this often. */
const TAIL = 0.025;

/** Of every reported interval, two-sided. */
export const CONFIDENCE = 1 - 2 * TAIL;

/** A compared figure as plain data, in `unit`; `relative` is its relative change where that says more. */
export function reportFigure(
  comparison: FigureComparison,
  unit: Measure["unit"],
  relative: Estimate | null,
): ReportedFigure {
  const { name, direction, pairs, units, missing, changes } = comparison;
  const report = (estimate: Estimate | null, range: Range = EVERYTHING) => reportEstimate(estimate, units, range);
  const range = unit === "share" ? SHARES : EVERYTHING;
  return {
    name,
    direction,
    unit,
    pairs,
    missing: missing.pairs - pairs,
    missing_baseline: missing.onlyInBaseline + missing.inBoth,
    missing_candidate: missing.onlyInCandidate + missing.inBoth,
    baseline: report(comparison.baseline, range),
    candidate: report(comparison.candidate, range),
    difference: report(comparison.difference, unit === "share" ? DIFFERENCES_OF_SHARES : EVERYTHING),
    relative: report(relative),
    gained: changes?.gained ?? null,
    lost: changes?.lost ?? null,
    p_value: pValueOf(comparison),
    detectable: detectableOf(comparison),
  };
}

/** What values are possible. */
type Range = readonly [least: number, most: number];

const EVERYTHING: Range = [-Infinity, Infinity];
const SHARES: Range = [0, 1];
const DIFFERENCES_OF_SHARES: Range = [-1, 1];

/** Student's interval of a mean of shares may reach beyond what shares can be. */
function reportEstimate(estimate: Estimate | null, units: number, [least, most]: Range): ReportedEstimate | null {
  if (estimate === null) return null;
  const { value, method } = estimate;
  const { lower, upper } = estimate.bounds(TAIL);
  if (saysNothing({ lower, upper }, units)) return { value, lower: null, upper: null, method };
  const within = (bound: number) => (Number.isFinite(bound) ? Math.min(most, Math.max(least, bound)) : null);
  return { value, lower: within(lower), upper: within(upper), method };
}

function detectableOf({ changes, pairs, units, difference }: FigureComparison): number | null {
  if (difference === null || saysNothing(difference.bounds(TAIL), units)) return null;
  if (changes !== null && !changes.clustered) {
    return detectableProportion(pairs, (changes.gained + changes.lost) / pairs);
  }
  const detectable = detectableDifference(difference.standardError);
  return Number.isFinite(detectable) ? detectable : null;
}
