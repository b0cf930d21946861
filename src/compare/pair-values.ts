import { clusterBy } from "../stats/clusters.ts";
import type { Figure, FigureKind } from "./figure.ts";
import type { Measure } from "./measures.ts";
import type { ArmPair } from "./pair-arms.ts";
import type { PromptPairs } from "./pair-prompts.ts";

/** Which prompt pairs a figure is taken over. */
export interface PairedPrompts {
  readonly prompts: PromptPairs;
  /** Places in `prompts`: all of them, or a slice. */
  readonly places: Uint32Array;
  /** The cluster of each place in `prompts`, by name; null where prompts are independent. */
  readonly clusterOf: readonly string[] | null;
}

/** A measure's values over paired prompts as a figure; one value per place, NaN where a side has none. */
export function pairValues(measure: Measure, { baseline, candidate }: ArmPair, over: PairedPrompts): Figure {
  const { prompts, places, clusterOf } = over;
  const before = baseline.values.get(measure.values);
  const after = candidate.values.get(measure.values);
  const isBinary = (before?.isBinary ?? false) && (after?.isBinary ?? false);
  return {
    name: measure.name,
    direction: measure.direction,
    of: kindOf(measure, isBinary),
    pairs: {
      baseline: Float64Array.from(places, (place) => before?.at(prompts.baseline[place] ?? -1) ?? Number.NaN),
      candidate: Float64Array.from(places, (place) => after?.at(prompts.candidate[place] ?? -1) ?? Number.NaN),
    },
    clusters: clusterOf === null ? undefined : clusterBy(Array.from(places, (place) => clusterOf[place] ?? "")),
  };
}

/** Counts and amounts that happen to be 0 and 1 are no yes or no. */
function kindOf({ statistic, ...measure }: Measure, isBinary: boolean): FigureKind {
  if (statistic.kind === "quantile") return statistic;
  return { kind: isBinary && isJudgement(measure) ? "binary" : "continuous" };
}

/** The unit that the measure's values read in: a score whose every value is 0 or 1 is a share. */
export function unitOf(measure: Measure, { baseline, candidate }: ArmPair): Measure["unit"] {
  const isShare = [baseline, candidate].every(({ values }) => values.get(measure.values)?.isShare === true);
  return isShare && isJudgement(measure) ? "share" : measure.unit;
}

function isJudgement({ unit, direction }: Pick<Measure, "unit" | "direction">): boolean {
  return unit === "share" || (unit === "score" && direction === "higher is better");
}
