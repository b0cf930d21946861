import type { Clusters } from "./clusters.ts";
import type { Drawing } from "./bootstrap.ts";

/** What baseline and candidate measured on the same prompts: the same length, in the same order, nothing missing. */
export interface Pairs {
  readonly baseline: Float64Array;
  readonly candidate: Float64Array;
}

/** How paired figures are compared. */
export interface PairedOptions extends Drawing {
  readonly clusters?: Clusters | undefined;
}

/** Up to here samples are drawn again; above it, methods for large samples are as good and cost nothing. */
export const MOST_PAIRS_TO_DRAW = 5000;

/** Below this many independent units drawing again cannot show what a sample might have held; Student's t is used. */
export const FEWEST_UNITS_TO_DRAW = 20;
