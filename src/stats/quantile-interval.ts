import { binomialCdf, binomialUpperTail } from "./binomial.ts";
import type { Clusters } from "./clusters.ts";
import { effectiveSample } from "./effective-sample.ts";
import { checkTail, type Estimate, type Interval } from "./estimate.ts";
import { quantile, sortSamples, type SortedSamples } from "./quantile.ts";
import { normalQuantile } from "./normal.ts";

/**
 * The `p`-quantile of `samples` between two order statistics. Without clusters their ranks are binomial and each bound is
 * wrong with at most its tail: Conover, Practical Nonparametric Statistics (3rd ed., 1999), section 3.2. With clusters the
 * ranks reach as far as the error of the share of samples up to the quantile: Woodruff, "Confidence Intervals for Medians
 * and Other Position Measures", JASA 47 (1952). Infinite where the sample is too small for a bound. Null without samples.
 */
export function quantileEstimate(samples: Float64Array, p: number, clusters?: Clusters): Estimate | null {
  const sorted = sortSamples(samples.slice());
  const value = quantile(sorted, p);
  if (value === null) return null;
  const ranks = clusters === undefined ? binomialRanks(samples.length, p) : clusteredRanks(samples, value, p, clusters);
  const bounds = (tail: number) => {
    checkTail(tail);
    return atRanks(sorted, ranks(tail));
  };
  const { lower, upper } = bounds(PLANNING_TAIL);
  return {
    value,
    standardError: (upper - lower) / (2 * normalQuantile(1 - PLANNING_TAIL)),
    method: clusters === undefined ? "order statistics" : "order statistics, clustered",
    bounds,
  };
}

const PLANNING_TAIL = 0.05;

/** Ranks from 1; 0 and n + 1 stand for no bound. */
type Ranks = (tail: number) => Interval;

function binomialRanks(count: number, p: number): Ranks {
  return (tail) => ({
    lower: lastTrue(0, count, (rank) => binomialCdf(rank - 1, count, p) <= tail),
    upper: 1 + lastTrue(0, count, (rank) => binomialUpperTail(rank, count, p) > tail),
  });
}

function clusteredRanks(samples: Float64Array, value: number, p: number, clusters: Clusters): Ranks {
  const upToValue = samples.map((sample) => (sample <= value ? 1 : 0));
  const { size, quantile: student } = effectiveSample(upToValue, clusters);
  const count = samples.length;
  return (tail) => {
    const reach = student(1 - tail) * Math.sqrt((p * (1 - p)) / size);
    return {
      lower: Math.max(0, Math.floor(count * (p - reach))),
      upper: Math.min(count + 1, Math.floor(count * (p + reach)) + 1),
    };
  };
}

/** The last of `first` … `last` for which `holds`, true at `first` and then false from some point on. */
function lastTrue(first: number, last: number, holds: (rank: number) => boolean): number {
  let from = first;
  let to = last + 1;
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return from;
}

function atRanks(sorted: SortedSamples, { lower, upper }: Interval): Interval {
  return { lower: sorted[lower - 1] ?? -Infinity, upper: sorted[upper - 1] ?? Infinity };
}
