import { holm } from "../stats/adjust-p-values.ts";
import type { Estimate } from "../stats/estimate.ts";
import { findBoundary } from "../stats/find-boundary.ts";
import type { FigureComparison } from "./compare-figure.ts";
import { equalUnitsNeeded, saysNothing } from "./equal-units.ts";
import { planMore } from "./plan-more.ts";
import type { Check, InconclusiveCause, Verdict } from "./verdict.ts";

/** One demand on one compared figure. */
export interface Demand {
  readonly comparison: FigureComparison;
  readonly check: Check;
}

/** The chance that a gate accepts of a bound, or of a family of failures, being wrong. */
export const ALPHA = 0.05;

/** Above this share of pairs without a value there is no verdict. */
export const MISSING_ALLOWED = 0.02;

/** Bounds drawn from 10,000 samples tell no smaller probability apart. */
const LEAST_P = 1e-4;

/**
 * The verdicts of a gate, one per demand and in their order. A regression passes when the one-sided 95 % bound of the
 * difference lies on the right side of the margin, and fails when the opposite bound lies beyond it (non-inferiority: ICH
 * E9, section 3.3.2) or, if strict, when the candidate is significantly worse; Holm's adjustment over all regressions keeps
 * the chance of any false failure at 5 %. A limit is a demand on these prompts and looks at the figure itself.
 */
export function judge(demands: readonly Demand[]): Verdict[] {
  const alone = demands.map(({ comparison, check }) => obstacle(comparison) ?? judgeCheck(comparison, check));
  const family = [...demands.keys()].filter((place) => demands[place]?.check.kind === "regression");
  const adjusted = holm(family.map((place) => pOfFailure(alone[place]) ?? 1));
  return alone.map((verdict, place) => {
    const p = pOfFailure(verdict);
    const adjustedP = adjusted[family.indexOf(place)] ?? 0;
    if (p === null || adjustedP <= ALPHA) return verdict;
    return inconclusive({ kind: "one of many", p, adjustedP, checks: family.length });
  });
}

function pOfFailure(verdict: Verdict | undefined): number | null {
  return verdict?.kind === "fail" ? verdict.p : null;
}

/** The verdict of a whole gate: fail before inconclusive before pass. */
export function overall(verdicts: readonly Verdict[]): Verdict["kind"] {
  const kinds = new Set(verdicts.map(({ kind }) => kind));
  if (kinds.has("fail")) return "fail";
  return kinds.has("inconclusive") ? "inconclusive" : "pass";
}

/** What forbids any verdict, whatever the figures say. */
function obstacle({ pairs, missing }: FigureComparison): Verdict | null {
  if (missing.share > MISSING_ALLOWED) {
    return inconclusive({ kind: "missing", share: missing.share, allowed: MISSING_ALLOWED });
  }
  if (missing.p < ALPHA) return inconclusive({ kind: "missing differently", p: missing.p });
  return pairs === 0 ? inconclusive({ kind: "no pairs" }) : null;
}

function judgeCheck(comparison: FigureComparison, check: Check): Verdict {
  switch (check.kind) {
    case "regression":
      return judgeRegression(comparison, check.margin, check.strict ?? false);
    case "min":
      return judgeLimit(comparison, "min", (value) => value >= check.limit);
    case "max":
      return judgeLimit(comparison, "max", (value) => value <= check.limit);
  }
}

function judgeLimit({ candidate }: FigureComparison, side: "min" | "max", meets: (value: number) => boolean): Verdict {
  if (candidate === null) return inconclusive({ kind: "no figure" });
  return meets(candidate.value) ? { kind: "pass" } : { kind: "fail", because: side, p: null };
}

function judgeRegression(comparison: FigureComparison, margin: number, strict: boolean): Verdict {
  const { difference } = comparison;
  if (difference === null) return inconclusive({ kind: "no figure" });
  const benefit = benefitOf(difference, comparison.direction);
  const bounds = benefit.bounds(ALPHA);
  if (comparison.changes === null && saysNothing(bounds, comparison.units)) {
    return inconclusive({ kind: "too few equal pairs", needed: equalUnitsNeeded() });
  }
  const worse = pBelow(benefit, -margin, ALPHA);
  if (worse !== null) return { kind: "fail", because: "margin", p: worse };
  const drop = strict ? pOfDrop(comparison, benefit) : null;
  if (drop !== null) return { kind: "fail", because: "strict", p: drop };
  if (bounds.lower > -margin) return { kind: "pass" };
  return inconclusive({ kind: "undecided", plan: planMore(comparison, difference, margin) });
}

/** The difference as a gain: turned round where lower is better. */
function benefitOf(difference: Estimate, direction: FigureComparison["direction"]): Pick<Estimate, "value" | "bounds"> {
  if (direction === "higher is better") return difference;
  const bounds = (tail: number) => {
    const { lower, upper } = difference.bounds(tail);
    return { lower: -upper, upper: -lower };
  };
  return { value: -difference.value, bounds };
}

/** The smallest tail, from 0.0001 on, whose upper bound is still below `limit`; null where that of `most` is not. */
function pBelow({ bounds }: Pick<Estimate, "bounds">, limit: number, most: number): number | null {
  if (bounds(most).upper >= limit) return null;
  const isBelow = (logTail: number) => bounds(Math.exp(logTail)).upper < limit;
  return Math.min(most, Math.exp(findBoundary(isBelow, Math.log(most), Math.log(LEAST_P))));
}

/** The two-sided p of a significant drop, null of any other: exact McNemar, or the bounds where that does not apply. */
function pOfDrop({ changes }: FigureComparison, benefit: Pick<Estimate, "value" | "bounds">): number | null {
  if (changes === null || changes.clustered) {
    const tail = pBelow(benefit, 0, ALPHA / 2);
    return tail === null ? null : 2 * tail;
  }
  return benefit.value < 0 && changes.p.twoSided < ALPHA ? changes.p.twoSided : null;
}

function inconclusive(because: InconclusiveCause): Verdict {
  return { kind: "inconclusive", because };
}
