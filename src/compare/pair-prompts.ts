import type { Side } from "./side.ts";

/** Which prompts of two tables are the same question, and which are not. */
export interface PromptPairs {
  /** Places of the paired prompts in either side, in the baseline's order. */
  readonly baseline: Uint32Array;
  readonly candidate: Uint32Array;
  /** Ids that only one side has. */
  readonly onlyBaseline: readonly string[];
  readonly onlyCandidate: readonly string[];
  /** Ids that both have, with different input columns. */
  readonly changed: readonly string[];
}

/** Pairs prompts of equal id and equal input columns. */
export function pairPrompts(baseline: Side, candidate: Side): PromptPairs {
  const places: [number[], number[]] = [[], []];
  const onlyBaseline: string[] = [];
  const changed: string[] = [];
  for (const [place, id] of baseline.prompts.entries()) {
    const other = candidate.indexOf.get(id);
    if (other === undefined) onlyBaseline.push(id);
    else if (baseline.inputs[place] !== candidate.inputs[other]) changed.push(id);
    else {
      places[0].push(place);
      places[1].push(other);
    }
  }
  return {
    baseline: Uint32Array.from(places[0]),
    candidate: Uint32Array.from(places[1]),
    onlyBaseline,
    onlyCandidate: candidate.prompts.filter((id) => !baseline.indexOf.has(id)),
    changed,
  };
}
