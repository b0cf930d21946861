import { ProblemsError } from "../core/errors.ts";
import type { GateRule, Margin } from "../core/gate.ts";
import { compareFigure, type FigureComparison } from "./compare-figure.ts";
import type { Comparison, MeasureComparison } from "./compare.ts";
import { judge, type Demand } from "./gate.ts";
import { armName, type ArmPair } from "./pair-arms.ts";
import type { Check, Verdict } from "./verdict.ts";

/** A gate's rules, or none for the default: every score that is better when higher, with a margin of 3 pp. */
export interface GateOptions {
  readonly rules: readonly GateRule[];
  /** Fail where the candidate is significantly worse, however little. */
  readonly strict: boolean;
  /** Of every score where there are no rules. @default 3 pp */
  readonly margin?: Margin | undefined;
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

const DEFAULT_MARGIN: Margin = { kind: "own unit", amount: 0.03 };

/** Judges every rule in every pair of arms. Throws a ProblemsError for rules on figures that were not compared. */
export function judgeComparison(comparison: Comparison, options: GateOptions): GateCheck[] {
  const { rules, strict, seed, margin = DEFAULT_MARGIN } = options;
  const [first] = comparison.arms;
  const wanted = rules.length > 0 ? rules : defaultRules(first?.figures ?? [], margin);
  demandFigures(comparison, wanted, rules.length > 0);
  const demands = comparison.arms.flatMap(({ pair, figures }) =>
    wanted.flatMap((rule) => {
      const measured = figures.find(({ measure }) => measure.name === rule.figure);
      if (measured === undefined) return [];
      return checksOf(rule, strict).map((check) => ({
        pair,
        figure: rule.figure,
        unit: measured.measure.unit,
        check,
        comparison: isRelative(rule, check) ? relative(measured, seed) : measured.comparison,
      }));
    }),
  );
  const verdicts = judge(demands satisfies readonly Demand[]);
  return demands.flatMap((demand, index) => {
    const verdict = verdicts[index];
    return verdict === undefined ? [] : { ...demand, verdict };
  });
}

function defaultRules(figures: readonly MeasureComparison[], margin: Margin): GateRule[] {
  return figures
    .filter(({ measure }) => measure.unit === "score" && measure.direction === "higher is better")
    .map(({ measure }) => ({ figure: measure.name, margin, min: null, max: null }));
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

function demandFigures({ arms, candidate }: Comparison, rules: readonly GateRule[], isWritten: boolean): void {
  const known = new Set(arms.flatMap(({ figures }) => figures.map(({ measure }) => measure.name)));
  const unknown = rules.filter(({ figure }) => !known.has(figure));
  const quantiles = new Set(
    arms
      .flatMap(({ figures }) => figures.filter(({ figure }) => figure.of.kind === "quantile"))
      .map(({ measure }) => measure.name),
  );
  const relativeQuantiles = rules.filter(({ figure, margin }) => margin?.kind === "relative" && quantiles.has(figure));
  if (rules.length === 0) {
    const fix = "Configure `scorers` and run `promptgrid score`, or name figures in the config's `gate`";
    throw new ProblemsError([
      { where: candidate.completions, what: "holds no score in common with the baseline", fix },
    ]);
  }
  const expected = [...known].join(", ");
  const where = isWritten ? "gate" : candidate.completions;
  const problems = [
    ...unknown.map(({ figure }) => ({ where, what: "no such figure in both tables", found: figure, expected })),
    ...relativeQuantiles.map(({ figure }) => ({
      where: `gate: ${figure}`,
      what: "a quantile has no relative margin",
      expected: "a margin in milliseconds",
    })),
  ];
  if (problems.length > 0) throw new ProblemsError(problems);
}

/** `qwen / v1: score.exact`, by which a check is known in reports. */
export function checkName({ pair, figure }: Pick<GateCheck, "pair" | "figure">): string {
  return `${armName(pair.candidate)}: ${figure}`;
}
