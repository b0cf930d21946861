import type { Clusters } from "./clusters.ts";
import type { Estimate } from "./estimate.ts";
import { sumByCluster } from "./sums.ts";
import { tEstimate } from "./t-interval.ts";

/** The mean of `values` with Student's t interval, robust to clusters where given. Null without values. */
export function mean(values: Float64Array, clusters?: Clusters): Estimate | null {
  const sums = sumByCluster({ numerators: values, denominators: new Float64Array(values.length).fill(1) }, clusters);
  return tEstimate(sums, clusters !== undefined);
}
