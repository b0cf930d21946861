import { ProblemsError, type Problem } from "../core/errors.ts";
import type { Arm, Side } from "./side.ts";

/** Two arms to be compared, as they are named in the report. */
export interface ArmPair {
  readonly baseline: Arm;
  readonly candidate: Arm;
}

/** What of two tables is to be paired. */
export interface ArmChoice {
  /** Only this model. */
  readonly model: string | null;
  /** The baseline's and the candidate's model, which need not have the same name. */
  readonly models: readonly [string, string] | null;
  /** The same of templates. */
  readonly templates: readonly [string, string] | null;
}

/** The arms that are compared, and the names of those that have no counterpart. */
export interface PairedArms {
  readonly pairs: readonly ArmPair[];
  readonly unpaired: readonly string[];
}

/**
 * Pairs arms of the same model and template, or those that `choice` names. Where either side has but one model (or one
 * template) their names need not agree: then it is what is being compared. Throws a ProblemsError when nothing pairs.
 */
export function pairArms(baseline: Side, candidate: Side, choice: ArmChoice): PairedArms {
  const problems = [
    ...unknown(baseline, "model", choice.models?.[0] ?? choice.model),
    ...unknown(candidate, "model", choice.models?.[1] ?? choice.model),
    ...unknown(baseline, "template", choice.templates?.[0] ?? null),
    ...unknown(candidate, "template", choice.templates?.[1] ?? null),
  ];
  if (problems.length > 0) throw new ProblemsError(problems);
  const modelOf = counterpart(namesOf(baseline, "model"), namesOf(candidate, "model"), choice.models, choice.model);
  const templateOf = counterpart(namesOf(baseline, "template"), namesOf(candidate, "template"), choice.templates, null);

  const taken = new Set<Arm>();
  const pairs = baseline.arms.flatMap((arm): ArmPair[] => {
    const other = candidate.arms.find(
      ({ model, template }) => model === modelOf.get(arm.model) && template === templateOf.get(arm.template),
    );
    if (other === undefined) return [];
    taken.add(arm).add(other);
    return [{ baseline: arm, candidate: other }];
  });
  if (pairs.length === 0) throw new ProblemsError([nothingPairs(baseline, candidate)]);
  const isChosen = choice.model !== null || choice.models !== null || choice.templates !== null;
  const rest = isChosen ? [] : [...baseline.arms, ...candidate.arms].filter((arm) => !taken.has(arm));
  return { pairs, unpaired: [...new Set(rest.map(armName))] };
}

/** `qwen / v2`: an arm as people call it. */
export function armName({ model, template }: Pick<Arm, "model" | "template">): string {
  return `${model} / ${template}`;
}

function counterpart(
  baseline: readonly string[],
  candidate: readonly string[],
  chosen: readonly [string, string] | null,
  only: string | null,
): ReadonlyMap<string, string> {
  if (chosen !== null) return new Map([chosen]);
  if (only !== null) return new Map([[only, only]]);
  const [one] = baseline;
  const [other] = candidate;
  if (baseline.length === 1 && candidate.length === 1 && one !== undefined && other !== undefined) {
    return new Map([[one, other]]);
  }
  return new Map(baseline.map((name) => [name, name]));
}

function namesOf({ arms }: Side, axis: "model" | "template"): string[] {
  return [...new Set(arms.map((arm) => arm[axis]))];
}

function unknown(side: Side, axis: "model" | "template", name: string | null): Problem[] {
  const names = namesOf(side, axis);
  if (name === null || names.includes(name)) return [];
  return [{ where: side.path, what: `has no such ${axis}`, found: name, expected: names.join(", ") }];
}

function nothingPairs(baseline: Side, candidate: Side): Problem {
  const list = (side: Side) => side.arms.map(armName).join(", ");
  return {
    where: candidate.path,
    what: "has no model and template in common with the baseline",
    found: list(candidate),
    expected: list(baseline),
    fix: "Name what to compare with --models BASELINE,CANDIDATE or --templates BASELINE,CANDIDATE",
  };
}
