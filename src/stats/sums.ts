import type { Clusters } from "./clusters.ts";

/**
 * A ratio's numerators and denominators, one of each for every unit that is independent of the others: a pair, or a
 * cluster. A mean is such a ratio, with denominators that count.
 */
export interface Sums {
  readonly numerators: Float64Array;
  readonly denominators: Float64Array;
}

/** `numerators` and `denominators` of pairs, summed over each cluster; as they are without clusters. */
export function sumByCluster(pairs: Sums, clusters: Clusters | undefined): Sums {
  if (clusters === undefined) return pairs;
  const numerators = new Float64Array(clusters.count);
  const denominators = new Float64Array(clusters.count);
  for (const [pair, cluster] of clusters.of.entries()) {
    numerators[cluster] = (numerators[cluster] ?? 0) + (pairs.numerators[pair] ?? 0);
    denominators[cluster] = (denominators[cluster] ?? 0) + (pairs.denominators[pair] ?? 0);
  }
  return { numerators, denominators };
}

/** The sum of all numerators over the sum of all denominators; NaN or infinite where the denominators sum to 0. */
export function ratioOf({ numerators, denominators }: Sums): number {
  return total(numerators) / total(denominators);
}

/** The sum of `values`. */
export function total(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
