import type { Clusters } from "../stats/clusters.ts";
import type { Pairs } from "../stats/pairs.ts";

/** Which way a figure should go: scores up; cost, latency and tokens down. */
export type Direction = "higher is better" | "lower is better";

/**
 * What of the values is compared. `binary`: the share of ones among zeros and ones. `continuous`: their mean. `quantile`:
 * their `p`-quantile. `ratio`: the relative change of their mean, 0.1 for 10 % more.
 */
export type FigureKind =
  | { readonly kind: "binary" }
  | { readonly kind: "continuous" }
  | { readonly kind: "quantile"; readonly p: number }
  | { readonly kind: "ratio" };

/** One figure of baseline and candidate over the same prompts. */
export interface Figure {
  readonly name: string;
  readonly direction: Direction;
  readonly of: FigureKind;
  /** One value per prompt in each, NaN where that side has none. */
  readonly pairs: Pairs;
  /** Which prompts belong together and are not independent. */
  readonly clusters?: Clusters | undefined;
}
