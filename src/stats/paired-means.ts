import { bootstrapEstimate } from "./bootstrap.ts";
import { drawRatios } from "./draw-ratios.ts";
import type { Estimate } from "./estimate.ts";
import { FEWEST_UNITS_TO_DRAW, MOST_PAIRS_TO_DRAW, type PairedOptions, type Pairs } from "./pairs.ts";
import { ratioOf, sumByCluster, type Sums } from "./sums.ts";
import { tEstimate } from "./t-interval.ts";

/** The mean of candidate - baseline, in the figure's unit. Null without pairs. */
export function pairedMeans({ baseline, candidate }: Pairs, options: PairedOptions = {}): Estimate | null {
  const numerators = candidate.map((value, pair) => value - (baseline[pair] ?? 0));
  return estimate({ numerators, denominators: new Float64Array(numerators.length).fill(1) }, options);
}

/**
 * The relative change of the mean, mean(candidate) / mean(baseline) - 1: 0.1 is 10 % more. Null without pairs, where
 * the baseline's mean is not above 0, and for values below 0, of which there is no relative change.
 */
export function relativeChange({ baseline, candidate }: Pairs, options: PairedOptions = {}): Estimate | null {
  const numerators = candidate.map((value, pair) => value - (baseline[pair] ?? 0));
  const isRatioScale = baseline.every((value) => value >= 0) && baseline.some((value) => value > 0);
  return isRatioScale ? estimate({ numerators, denominators: baseline }, options) : null;
}

/** Percentile bootstrap, or Student's t around the linearised ratio where there are too few or very many pairs for it. */
function estimate(pairs: Sums, options: PairedOptions): Estimate | null {
  const clustered = options.clusters !== undefined;
  const sums = sumByCluster(pairs, options.clusters);
  const units = sums.numerators.length;
  if (pairs.numerators.length > MOST_PAIRS_TO_DRAW || units < FEWEST_UNITS_TO_DRAW) return tEstimate(sums, clustered);
  const value = ratioOf(sums);
  return Number.isFinite(value) ? bootstrapEstimate(value, drawRatios(sums, options), units, clustered) : null;
}
