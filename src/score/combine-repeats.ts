import type { RepeatsRule } from "../core/scorer-config.ts";
import { passAtK } from "../stats/pass-at-k.ts";

/** One value of a prompt's repeats; null where they give none. Takes at least one value. */
export function combineRepeats(values: readonly number[], rule: RepeatsRule): number | null {
  if (rule === "mean") return values.reduce((sum, value) => sum + value, 0) / values.length;
  if (rule === "majority") return majorityOf(values);
  return passAtK(values.length, values.filter((value) => value >= 1).length, rule.passAt);
}

/** The most frequent value; of equally frequent ones the lowest, so that a tie never counts as a pass. */
function majorityOf(values: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, times], [b, others]) => others - times || a - b);
  return most?.[0] ?? null;
}
