import { quantile, sortSamples } from "../stats/quantile.ts";
import type { SampledFigure, Store } from "./store.ts";

/** Which records' figures are looked at. */
export interface SampledRecords {
  readonly runKey: number;
  /** Index of the model in the plan. */
  readonly lane: number;
  readonly template: number;
}

/**
 * The quantiles of a figure for each p of `ps` (0 ≤ p ≤ 1), in the figure's own unit; null where no record has it. The
 * samples, 8 MB for a million records, are gone when this resolves: left to the garbage collector they would pile up.
 */
export async function sampleQuantiles(
  store: Pick<Store, "samples">,
  { runKey, lane, template }: SampledRecords,
  figure: SampledFigure,
  ps: readonly number[],
): Promise<(number | null)[]> {
  const samples = await store.samples(runKey, lane, template, figure);
  const sorted = sortSamples(samples);
  const quantiles = ps.map((p) => quantile(sorted, p));
  samples.buffer.transfer(0);
  return quantiles;
}
