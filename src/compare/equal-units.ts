import type { Interval } from "../stats/estimate.ts";
import { normalQuantile } from "../stats/normal.ts";

/** Where all are equal, so many must have been seen that at most this share would not be, at 95 %. */
const UNSEEN_ALLOWED = 0.03;

/** How many equal units it takes for Wilson's upper bound of the share that differs: z² (1 - share) / share. */
export function equalUnitsNeeded(): number {
  return Math.ceil((normalQuantile(0.95) ** 2 * (1 - UNSEEN_ALLOWED)) / UNSEEN_ALLOWED);
}

/** Whether an interval has no width but for rounding, as where all values are equal. */
export function isPoint({ lower, upper }: Interval): boolean {
  return Number.isFinite(upper - lower) && upper - lower <= 1e-12 * Math.max(Math.abs(lower), Math.abs(upper));
}

/** Whether an interval of so many units has no width only because the few that were seen are equal. */
export function saysNothing(interval: Interval, units: number): boolean {
  return isPoint(interval) && units < equalUnitsNeeded();
}
