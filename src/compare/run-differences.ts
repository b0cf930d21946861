import { isDeepStrictEqual } from "node:util";
import type { ArmPair } from "./pair-arms.ts";
import type { RunFacts, ScorerFacts } from "./run-facts.ts";

/** Something that differs between baseline and candidate: it is what the comparison compares. */
export interface Difference {
  /** `model qwen: params.temperature`, `template v1: system`. */
  readonly what: string;
  /** JSON, or nothing where one side does not have it. */
  readonly baseline: string | null;
  readonly candidate: string | null;
}

/**
 * What differs in models, templates, scorers and versions of the arms that are paired; only names where either run.json is
 * missing.
 */
export function runDifferences(
  baseline: RunFacts | null,
  candidate: RunFacts | null,
  arms: readonly ArmPair[],
): Difference[] {
  const named = (axis: "model" | "template") => {
    const pairs = new Map(arms.map((pair) => [pair.baseline[axis], pair.candidate[axis]]));
    return [...pairs].filter(([one, other]) => one !== other).map(([one, other]) => difference(axis, one, other));
  };
  if (baseline === null || candidate === null) return [...named("model"), ...named("template")];
  const differing = (axis: "model" | "template", before: RunFacts["models"], after: RunFacts["models"]) => {
    const pairs = new Map(arms.map((pair) => [pair.baseline[axis], pair.candidate[axis]]));
    return [...pairs].flatMap(([one, other]) => {
      const label = one === other ? `${axis} ${one}` : `${axis} ${one} and ${other}`;
      return fieldDifferences(label, withName(before, one), withName(after, other));
    });
  };
  return [
    ...differing("model", baseline.models, candidate.models),
    ...differing("template", baseline.templates, candidate.templates),
    ...scorerDifferences(baseline.scorers, candidate.scorers),
    ...fieldDifferences(
      "run",
      { simulated: baseline.simulated, git_commit: baseline.gitCommit, versions: baseline.versions },
      { simulated: candidate.simulated, git_commit: candidate.gitCommit, versions: candidate.versions },
    ),
  ];
}

/** Hexadecimal digits that tell two scorers apart for people. */
const SHORT_HASH = 12;

/** Scorers of one name that are not the same: their scores differ whatever the answers do. */
function scorerDifferences(before: readonly ScorerFacts[], after: readonly ScorerFacts[]): Difference[] {
  return before.flatMap(({ name, hash }) => {
    const other = after.find((scorer) => scorer.name === name);
    if (other === undefined || other.hash === hash) return [];
    return [difference(`scorer ${name}: settings`, hash.slice(0, SHORT_HASH), other.hash.slice(0, SHORT_HASH))];
  });
}

function withName(list: RunFacts["models"], name: string): object {
  return list.find((one) => one.name === name) ?? {};
}

/** Nested objects are compared field by field, so that one changed parameter is named alone. */
function fieldDifferences(what: string, before: object, after: object): Difference[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) => {
    const one: unknown = Reflect.get(before, field);
    const other: unknown = Reflect.get(after, field);
    if (isDeepStrictEqual(one, other)) return [];
    const label = `${what}: ${field}`;
    return isPlainObject(one) && isPlainObject(other)
      ? fieldDifferences(label, one, other)
      : [difference(label, one, other)];
  });
}

function difference(what: string, one: unknown, other: unknown): Difference {
  const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  return { what, baseline: text(one), candidate: text(other) };
}

function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
