declare const sorted: unique symbol;

/** Samples in ascending order; only `sortSamples` makes them, so that a quantile of unsorted samples cannot compile. */
export type SortedSamples = Float64Array & { readonly [sorted]: true };

/** Sorts `samples` in place, ascending, and returns the same array. */
export function sortSamples(samples: Float64Array): SortedSamples {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sorted by this very expression
  return samples.sort() as SortedSamples;
}

/**
 * The `p`-quantile (0 ≤ p ≤ 1) in the samples' own unit, null when there are none. Type 7 of Hyndman & Fan, "Sample
 * Quantiles in Statistical Packages", The American Statistician 50 (1996): linear between the order statistics around
 * (n − 1)p, as R and NumPy do by default.
 */
export function quantile(samples: SortedSamples, p: number): number | null {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile's p is between 0 and 1, found ${p}`);
  const place = (samples.length - 1) * p;
  const below = samples[Math.floor(place)];
  const above = samples[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  // Two infinite samples: their difference is NaN.
  if (below === above) return below;
  return below + (above - below) * (place - Math.floor(place));
}
