import type { Drawing } from "../stats/bootstrap.ts";
import type { Clusters } from "../stats/clusters.ts";
import type { Estimate } from "../stats/estimate.ts";
import { mcNemar, type Discordant, type McNemar } from "../stats/mcnemar.ts";
import { mean } from "../stats/mean.ts";
import { pairedMeans, relativeChange } from "../stats/paired-means.ts";
import { pairedQuantiles } from "../stats/paired-quantiles.ts";
import type { Pairs } from "../stats/pairs.ts";
import { clusteredProportion, proportion } from "../stats/proportion.ts";
import { quantileEstimate } from "../stats/quantile-interval.ts";
import { clusteredPairedProportions, pairedProportions } from "../stats/tango.ts";
import type { Direction, Figure, FigureKind } from "./figure.ts";
import { setMissingAside, type Missing } from "./missing.ts";

/** What is known of a figure in baseline and candidate, over the pairs that have both values. */
export interface FigureComparison {
  readonly name: string;
  readonly direction: Direction;
  readonly of: FigureKind;
  /** Complete pairs. */
  readonly pairs: number;
  /** How many of them are independent: clusters where given, or else pairs. */
  readonly units: number;
  readonly missing: Missing;
  readonly baseline: Estimate | null;
  readonly candidate: Estimate | null;
  /** Candidate less baseline; for a ratio the relative change. */
  readonly difference: Estimate | null;
  /** Gains and losses with the exact test, of a binary figure. */
  readonly changes: (Discordant & { readonly p: McNemar; readonly clustered: boolean }) | null;
}

/**
 * Compares one figure. A binary figure that holds anything but 0 and 1 (an average over repeats, say) throws a
 * `RangeError`: it is continuous.
 */
export function compareFigure(figure: Figure, drawing: Drawing = {}): FigureComparison {
  const { name, direction, of } = figure;
  const { pairs, clusters, missing } = setMissingAside(figure);
  const count = pairs.baseline.length;
  const common = { name, direction, of, pairs: count, units: clusters?.count ?? count, missing };
  const single = (values: Float64Array) => estimateSingle(of, values, clusters);
  const sides = { baseline: single(pairs.baseline), candidate: single(pairs.candidate) };
  switch (of.kind) {
    case "binary":
      return { ...common, ...sides, ...compareBinary(figure.name, pairs, clusters) };
    case "continuous":
      return { ...common, ...sides, difference: pairedMeans(pairs, { ...drawing, clusters }), changes: null };
    case "ratio":
      return { ...common, ...sides, difference: relativeChange(pairs, { ...drawing, clusters }), changes: null };
    case "quantile": {
      const difference = pairedQuantiles(pairs, of.p, { ...drawing, clusters });
      return { ...common, ...sides, difference, changes: null };
    }
  }
}

function estimateSingle(of: FigureKind, values: Float64Array, clusters: Clusters | undefined): Estimate | null {
  switch (of.kind) {
    case "binary": {
      if (clusters !== undefined) return clusteredProportion(values, clusters);
      return proportion(
        values.reduce((sum, value) => sum + value, 0),
        values.length,
      );
    }
    case "continuous":
    case "ratio":
      return mean(values, clusters);
    case "quantile":
      return quantileEstimate(values, of.p, clusters);
  }
}

function compareBinary(name: string, { baseline, candidate }: Pairs, clusters: Clusters | undefined) {
  const isBinary = (value: number) => value === 0 || value === 1;
  if (!(baseline.every(isBinary) && candidate.every(isBinary))) {
    throw new RangeError(`the binary figure ${name} holds values other than 0 and 1`);
  }
  const changes = candidate.map((value, pair) => value - (baseline[pair] ?? 0));
  const gained = changes.reduce((sum, change) => sum + (change > 0 ? 1 : 0), 0);
  const lost = changes.reduce((sum, change) => sum + (change < 0 ? 1 : 0), 0);
  const difference =
    clusters === undefined
      ? pairedProportions({ pairs: changes.length, gained, lost })
      : clusteredPairedProportions(changes, clusters);
  const clustered = clusters !== undefined;
  return { difference, changes: { gained, lost, p: mcNemar({ gained, lost }), clustered } };
}
