import { benjaminiHochberg } from "../stats/adjust-p-values.ts";
import type { Drawing } from "../stats/bootstrap.ts";
import { compareFigure, type FigureComparison } from "./compare-figure.ts";
import type { Measure } from "./measures.ts";
import { pValueOf } from "./p-value.ts";
import type { ArmPair } from "./pair-arms.ts";
import { pairValues, unitOf, type PairedPrompts } from "./pair-values.ts";

/** A score over the prompts with one value of the slice column. */
export interface SliceComparison {
  readonly value: string;
  /** That the figure reads in. */
  readonly unit: Measure["unit"];
  readonly comparison: FigureComparison;
  /** Benjamini and Hochberg's adjusted p value over all slices and scores of the arm; null without pairs. */
  readonly adjusted: number | null;
}

/** Compares each score in each slice, slices in the order in which they first appear; `by` names each place's slice. */
export function compareSlices(
  scores: readonly Measure[],
  pair: ArmPair,
  over: PairedPrompts & { readonly by: readonly string[] },
  drawing: Drawing,
): SliceComparison[] {
  const groups = new Map<string, number[]>();
  for (const place of over.places) {
    const value = over.by[place] ?? "";
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [place]);
    else group.push(place);
  }
  const compared = scores.flatMap((score) =>
    [...groups].map(([value, group]) => {
      const comparison = compareFigure(pairValues(score, pair, { ...over, places: Uint32Array.from(group) }), drawing);
      return { value, unit: unitOf(score, pair), comparison, p: pValueOf(comparison) };
    }),
  );
  const tested = compared.filter(({ p }) => p !== null);
  const adjusted = benjaminiHochberg(tested.map(({ p }) => p ?? 1));
  const adjustedOf = new Map(tested.map((one, index) => [one, adjusted[index] ?? null]));
  return compared.map((one) => ({
    value: one.value,
    unit: one.unit,
    comparison: one.comparison,
    adjusted: adjustedOf.get(one) ?? null,
  }));
}
