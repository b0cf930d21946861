import { bootstrapEstimate } from "./bootstrap.ts";
import type { Clusters } from "./clusters.ts";
import { drawQuantileDifferences } from "./draw-quantiles.ts";
import type { Estimate } from "./estimate.ts";
import { FEWEST_UNITS_TO_DRAW, MOST_PAIRS_TO_DRAW, type PairedOptions, type Pairs } from "./pairs.ts";
import { quantileEstimate } from "./quantile-interval.ts";
import { quantile, sortSamples } from "./quantile.ts";
import { sumByCluster } from "./sums.ts";

/** Fewer expected samples beyond the quantile than this leave the bootstrap nothing to draw from. */
const FEWEST_BEYOND = 10;

/**
 * The `p`-quantile of the candidate less that of the baseline, in their unit. Null without pairs. Bootstrap up to 5,000
 * pairs; above, and far out in a small sample, the order-statistic intervals of both quantiles combined.
 */
export function pairedQuantiles(pairs: Pairs, p: number, options: PairedOptions = {}): Estimate | null {
  const count = pairs.baseline.length;
  const units = options.clusters?.count ?? count;
  const beyond = Math.min(p, 1 - p) * units;
  const drawn = count <= MOST_PAIRS_TO_DRAW && units >= FEWEST_UNITS_TO_DRAW && beyond >= FEWEST_BEYOND;
  return drawn ? drawnEstimate(pairs, p, units, options) : combinedEstimate(pairs, p, options.clusters);
}

function drawnEstimate(pairs: Pairs, p: number, units: number, options: PairedOptions): Estimate | null {
  const baseline = quantile(sortSamples(pairs.baseline.slice()), p);
  const candidate = quantile(sortSamples(pairs.candidate.slice()), p);
  if (baseline === null || candidate === null) return null;
  const draws = drawQuantileDifferences(pairs, p, options);
  return bootstrapEstimate(candidate - baseline, draws, units, options.clusters !== undefined);
}

/**
 * The interval of a difference from the intervals of its two parts and their correlation: MOVER, Zou & Donner, Statistics
 * in Medicine 27 (2008), with the correlation as in Zou, Psychological Methods 12 (2007). The correlation is that of
 * "at most the quantile" in both, which is the asymptotic one of the two sample quantiles (Bahadur, 1966).
 */
function combinedEstimate(pairs: Pairs, p: number, clusters: Clusters | undefined): Estimate | null {
  const baseline = quantileEstimate(pairs.baseline, p, clusters);
  const candidate = quantileEstimate(pairs.candidate, p, clusters);
  if (baseline === null || candidate === null) return null;
  const correlation = correlate(
    pairs.baseline.map((value) => (value <= baseline.value ? 1 : 0)),
    pairs.candidate.map((value) => (value <= candidate.value ? 1 : 0)),
    clusters,
  );
  const value = candidate.value - baseline.value;
  return {
    value,
    standardError: combine(candidate.standardError, baseline.standardError, correlation),
    method: clusters === undefined ? "order statistics" : "order statistics, clustered",
    bounds(tail) {
      const before = baseline.bounds(tail);
      const after = candidate.bounds(tail);
      return {
        lower: value - combine(candidate.value - after.lower, before.upper - baseline.value, correlation),
        upper: value + combine(after.upper - candidate.value, baseline.value - before.lower, correlation),
      };
    },
  };
}

/** The length of the difference of two vectors of lengths `a` and `b` whose angle has the cosine `correlation`. */
function combine(a: number, b: number, correlation: number): number {
  if (a === Infinity || b === Infinity) return Infinity;
  return Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b));
}

/** Pearson's correlation of two samples, summed by cluster around their means; 0 where one does not vary. */
function correlate(a: Float64Array, b: Float64Array, clusters: Clusters | undefined): number {
  const centred = (values: Float64Array) => {
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviations = values.map((value) => value - middle);
    return sumByCluster({ numerators: deviations, denominators: deviations }, clusters).numerators;
  };
  const [x, y] = [centred(a), centred(b)];
  const product = (one: Float64Array, other: Float64Array) =>
    one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
  const scale = Math.sqrt(product(x, x) * product(y, y));
  return scale === 0 ? 0 : product(x, y) / scale;
}
