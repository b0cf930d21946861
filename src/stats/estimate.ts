/** Lower and upper bound in the figure's own unit; infinite where the sample says nothing on that side. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * A figure of a sample with its uncertainty. `bounds(tail)`: each bound alone is wrong with probability `tail`, so 0.025
 * gives the two-sided 95 % interval, and each bound at 0.05 is a one-sided 95 % bound.
 */
export interface Estimate {
  readonly value: number;
  /** In the figure's unit; Infinity where the sample is too small to tell. For planning, never for a verdict. */
  readonly standardError: number;
  readonly method: Method;
  readonly bounds: (tail: number) => Interval;
}

/** How the bounds of an `Estimate` were found. */
export type Method =
  | "normal"
  | "wilson"
  | "wilson, clustered"
  | "tango"
  | "tango, clustered"
  | "t"
  | "t, clustered"
  | "bootstrap"
  | "bootstrap, clustered"
  | "order statistics"
  | "order statistics, clustered";

/** Refuses what is no probability of one tail: 0 < tail < 0.5. */
export function checkTail(tail: number): void {
  if (!(tail > 0 && tail < 0.5)) throw new RangeError(`a tail is above 0 and below 0.5, found ${tail}`);
}
