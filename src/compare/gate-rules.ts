import { ProblemsError, type Problem } from "../core/errors.ts";
import type { GateRule } from "../core/gate.ts";
import { compareFigure, type FigureComparison } from "./compare-figure.ts";
import type { Comparison, MeasureComparison } from "./compare.ts";
import { demandFigures, type WantedRules } from "./demand-figures.ts";
import { judge, type Demand } from "./gate.ts";
import { armName, type ArmPair } from "./pair-arms.ts";
import type { Check, Verdict } from "./verdict.ts";

/** A gate's rules, or none for the default: every score that is better when higher, with a margin of 3 pp. */
export interface GateOptions extends WantedRules {
  /** Fail where the candidate is significantly worse, however little. */
  readonly strict: boolean;
  /** Of the draws. */
  readonly seed: number;
}

/** A rule applied to one pair of arms, and what came of it. */
export interface GateCheck {
  readonly pair: ArmPair;
  readonly figure: string;
  readonly unit: MeasureComparison["measure"]["unit"];
  readonly check: Check;
  readonly comparison: FigureComparison;
  readonly verdict: Verdict;
}

/** Judges every rule in every pair of arms. Throws a ProblemsError for rules on figures that were not compared. */
export function judgeComparison(comparison: Comparison, options: GateOptions): GateCheck[] {
  const { strict, seed } = options;
  const measured = new Map(
    comparison.arms.flatMap(({ figures }) => figures.map(({ measure }) => [measure.name, measure] as const)),
  );
  const wanted = demandFigures([...measured.values()], options, comparison.candidate.completions);
  const demands = comparison.arms.flatMap(({ pair, figures }) =>
    wanted.flatMap((rule) => {
      const compared = figures.find(({ measure }) => measure.name === rule.figure);
      if (compared === undefined) throw new ProblemsError([notCompared(pair, rule)]);
      if (isOfOthers(comparison, figures, compared)) return [];
      return checksOf(rule, strict).map((check) => ({
        pair,
        figure: rule.figure,
        unit: compared.unit,
        check,
        comparison: isRelative(rule, check) ? relative(compared, seed) : compared.comparison,
      }));
    }),
  );
  const verdicts = judge(demands satisfies readonly Demand[]);
  return demands.flatMap((demand, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : { ...demand, verdict };
  });
}

/**
 * Whether a score is given to other arms only, as a comparison of two models is to the first of them: an arm that has
 * answers, none of which has the score on either side, while those of another arm have.
 */
function isOfOthers({ arms }: Comparison, figures: readonly MeasureComparison[], compared: MeasureComparison): boolean {
  const { measure, comparison } = compared;
  if (measure.unit !== "score" || !isEmpty(comparison)) return false;
  const ended = ["failed", "refused"].map((name) => figures.find((figure) => figure.measure.name === name)?.comparison);
  const unanswered = ended.reduce((sum, share) => sum + (share?.candidate?.value ?? 1), 0);
  if (unanswered >= 1) return false;
  const others = arms.map((arm) => arm.figures.find((figure) => figure.measure.name === measure.name)?.comparison);
  return others.some((other) => other !== undefined && other !== comparison && !isEmpty(other));
}

function isEmpty({ missing }: FigureComparison): boolean {
  return missing.inBoth === missing.pairs;
}

function checksOf({ margin, min, max }: GateRule, strict: boolean): Check[] {
  return [
    ...(margin === null ? [] : [{ kind: "regression", margin: margin.amount, strict } as const]),
    ...(min === null ? [] : [{ kind: "min", limit: min } as const]),
    ...(max === null ? [] : [{ kind: "max", limit: max } as const]),
  ];
}

function isRelative({ margin }: GateRule, check: Check): boolean {
  return check.kind === "regression" && margin?.kind === "relative";
}

function relative({ figure }: MeasureComparison, seed: number): FigureComparison {
  return compareFigure({ ...figure, of: { kind: "ratio" } }, { seed });
}

/** Money of two currencies is the one figure that some arms have and others lack. */
function notCompared({ baseline, candidate }: ArmPair, { figure }: GateRule): Problem {
  return {
    where: `gate: ${figure}`,
    what: `cannot be judged for ${armName(candidate)}: its costs are in ${candidate.currency}, the baseline's in ${baseline.currency}`,
  };
}
