import type { Clusters } from "./clusters.ts";
import { effectiveSample, plainSample, type EffectiveSample } from "./effective-sample.ts";
import { checkTail, type Estimate, type Interval } from "./estimate.ts";
import { findBoundary } from "./find-boundary.ts";
import type { Discordant } from "./mcnemar.ts";

/** `pairs` of yes or no, of which some are discordant. Need not be whole numbers: clusters scale them down. */
export interface PairedCounts extends Discordant {
  readonly pairs: number;
}

/**
 * The difference of two paired proportions, (gained - lost) / pairs, with Tango's score interval: the bounds are those
 * differences at which the score statistic reaches the quantile. Tango, "Equivalence test and confidence interval for the
 * difference in proportions for the paired-sample design", Statistics in Medicine 17 (1998). It stays honest without any
 * discordant pair. Null without pairs.
 */
export function pairedProportions(counts: PairedCounts): Estimate | null {
  return counts.pairs === 0 ? null : scoreEstimate(counts, plainSample(counts.pairs), "tango");
}

/**
 * The same for pairs in clusters, `changes` being 1 for a gain, -1 for a loss and 0 for a pair that agrees: Tango's
 * interval on counts reduced to the effective number of pairs (see `effectiveSample`). Null without pairs.
 */
export function clusteredPairedProportions(changes: Float64Array, clusters: Clusters): Estimate | null {
  if (changes.length === 0) return null;
  const sample = effectiveSample(changes, clusters);
  const worth = sample.size / changes.length;
  const gained = worth * changes.reduce((count, change) => count + (change > 0 ? 1 : 0), 0);
  const lost = worth * changes.reduce((count, change) => count + (change < 0 ? 1 : 0), 0);
  return scoreEstimate({ pairs: sample.size, gained, lost }, sample, "tango, clustered");
}

function scoreEstimate(counts: PairedCounts, sample: EffectiveSample, method: "tango" | "tango, clustered"): Estimate {
  return {
    value: (counts.gained - counts.lost) / counts.pairs,
    standardError: plannedError(counts),
    method,
    bounds(tail) {
      checkTail(tail);
      return tangoInterval(counts, sample.quantile(1 - tail));
    },
  };
}

/** Tango's interval at which the absolute score statistic is `z`. */
export function tangoInterval(counts: PairedCounts, z: number): Interval {
  const value = (counts.gained - counts.lost) / counts.pairs;
  const tooLow = (difference: number) => excess(counts, difference) > z * nullError(counts, difference);
  const tooHigh = (difference: number) => -excess(counts, difference) > z * nullError(counts, difference);
  return { lower: findBoundary(tooLow, -1, value), upper: findBoundary(tooHigh, 1, value) };
}

function excess({ gained, lost, pairs }: PairedCounts, difference: number): number {
  return gained - lost - pairs * difference;
}

/** Standard deviation of `excess` if the difference were `difference`. */
function nullError(counts: PairedCounts, difference: number): number {
  const lossRate = restrictedLossRate(counts, difference);
  return Math.sqrt(Math.max(0, counts.pairs * (2 * lossRate + difference * (1 - difference))));
}

/** The likeliest probability of a loss among those with the given difference: the larger root of Tango's quadratic. */
export function restrictedLossRate({ gained, lost, pairs }: PairedCounts, difference: number): number {
  const a = 2 * pairs;
  const b = -gained - lost + (2 * pairs - gained + lost) * difference;
  const c = -lost * difference * (1 - difference);
  return (Math.sqrt(Math.max(0, b * b - 4 * a * c)) - b) / (2 * a);
}

/** Half a count added to each cell, after Agresti & Min, Statistics in Medicine 24 (2005): never 0, so that one can plan. */
function plannedError({ gained, lost, pairs }: PairedCounts): number {
  const total = pairs + 2;
  const discordance = (gained + lost + 1) / total;
  const difference = (gained - lost) / total;
  return Math.sqrt((discordance - difference * difference) / total);
}
