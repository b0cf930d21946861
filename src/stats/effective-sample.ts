import type { Clusters } from "./clusters.ts";
import { normalQuantile } from "./normal.ts";
import { robustError } from "./robust-error.ts";
import { studentTQuantile } from "./student-t.ts";
import { ratioOf, sumByCluster } from "./sums.ts";

/** How many independent values a sample is worth, and the distribution its score intervals take their quantile from. */
export interface EffectiveSample {
  readonly size: number;
  readonly quantile: (p: number) => number;
}

/** A sample without clusters: worth what it counts, with normal quantiles. */
export function plainSample(size: number): EffectiveSample {
  return { size, quantile: normalQuantile };
}

/**
 * The sample of `values` reduced by its design effect, the ratio of the cluster-robust variance of their mean to that of
 * independent values: Rao & Scott, "A Simple Method for the Analysis of Clustered Binary Data", Biometrics 48 (1992).
 * The quantiles are Student's, with the degrees of freedom of `robustError`; infinite when there is only one cluster. Bounds
 * are never narrower than without clusters. Where nothing varies, each cluster is taken as repeating one value, and the
 * size is Kish's N² / Σ n².
 */
export function effectiveSample(values: Float64Array, clusters: Clusters): EffectiveSample & { readonly mean: number } {
  const count = values.length;
  const sums = sumByCluster({ numerators: values, denominators: new Float64Array(count).fill(1) }, clusters);
  const mean = ratioOf(sums);
  const error = robustError(sums);
  if (error === null) return { mean, size: 1, quantile: (p) => (p > 0.5 ? Infinity : -Infinity) };
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const independent = squares / count / (count - 1);
  const kish = sums.denominators.reduce((sum, size) => sum + size ** 2, 0) / count;
  const least = (normalQuantile(0.95) / studentTQuantile(0.95, error.degrees)) ** 2;
  const designEffect = independent === 0 ? kish : Math.max(least, error.standardError ** 2 / independent);
  return { mean, size: count / designEffect, quantile: (p) => studentTQuantile(p, error.degrees) };
}
