import { ProblemsError } from "../core/errors.ts";
import type { GateRule, Margin } from "../core/gate.ts";
import type { Measure } from "./measures.ts";

/** What a gate is to judge, written or by default. */
export interface WantedRules {
  /** None: every score that is better when higher. */
  readonly rules: readonly GateRule[];
  /** Of every score where there are no rules. @default 3 pp */
  readonly margin?: Margin | undefined;
}

const DEFAULT_MARGIN: Margin = { kind: "own unit", amount: 0.03 };

/**
 * The rules over what can be compared: the written ones, or one for each score. Throws a ProblemsError for rules on figures
 * that are not among `measures`, for relative margins of quantiles, and where there is nothing to judge at all.
 */
export function demandFigures(
  measures: readonly Measure[],
  { rules, margin = DEFAULT_MARGIN }: WantedRules,
  candidate: string,
): readonly GateRule[] {
  if (rules.length === 0) return rulesOfScores(measures, margin, candidate);
  const expected = measures.map(({ name }) => name).join(", ");
  const problems = rules.flatMap(({ figure, margin: own }) => {
    const measure = measures.find(({ name }) => name === figure);
    if (measure === undefined)
      return [{ where: "gate", what: "no such figure in both tables", found: figure, expected }];
    if (own?.kind !== "relative" || measure.statistic.kind !== "quantile") return [];
    const what = "a quantile has no relative margin";
    return [{ where: `gate: ${figure}`, what, expected: "a margin in milliseconds" }];
  });
  if (problems.length > 0) throw new ProblemsError(problems);
  return rules;
}

function rulesOfScores(measures: readonly Measure[], margin: Margin, candidate: string): GateRule[] {
  const scores = measures.filter(({ unit, direction }) => unit === "score" && direction === "higher is better");
  if (scores.length > 0) return scores.map(({ name }) => ({ figure: name, margin, min: null, max: null }));
  const fix = "Configure `scorers` and run `promptgrid score`, or name figures in the config's `gate`";
  throw new ProblemsError([{ where: candidate, what: "holds no score in common with the baseline", fix }]);
}
