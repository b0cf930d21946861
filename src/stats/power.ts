import { findBoundary } from "./find-boundary.ts";
import { normalQuantile } from "./normal.ts";
import { restrictedLossRate } from "./tango.ts";

/** The error risks that a plan accepts. */
export interface Risks {
  /** Of each one-sided bound. @default 0.05 */
  readonly tail?: number;
  /** The probability of seeing what is there. @default 0.8 */
  readonly power?: number;
}

/** Shares of the pairs that are yes only in the candidate, and only in the baseline. */
export interface DiscordantRates {
  readonly gained: number;
  readonly lost: number;
}

/**
 * The smallest true difference that a comparison with this `standardError` shows with the given power, in the figure's
 * unit: (z of the tail + z of the power) · standard error. Infinity where the standard error is.
 */
export function detectableDifference(standardError: number, risks: Risks = {}): number {
  const { tail, power } = quantiles(risks);
  return (tail + power) * standardError;
}

/**
 * Pairs needed to place a bound on the right side of a limit that is `distance` away from the truth, when single
 * differences deviate by `deviation`: ((z of the tail + z of the power) · deviation / distance)². Infinity at distance 0.
 */
export function pairsNeeded(deviation: number, distance: number, risks: Risks = {}): number {
  if (deviation === 0) return 1;
  if (distance === 0) return Infinity;
  const { tail, power } = quantiles(risks);
  return Math.ceil((((tail + power) * deviation) / distance) ** 2);
}

/**
 * The smallest true difference of two proportions that `pairs` pairs show with the given power: Connor, "Sample Size for
 * Testing Differences in Proportions for the Paired-Sample Design", Biometrics 43 (1987), solved for the difference.
 * `discordance` is the share of discordant pairs, taken as at least the difference. Null where no difference is enough.
 */
export function detectableProportion(pairs: number, discordance: number, risks: Risks = {}): number | null {
  const { tail, power } = quantiles(risks);
  const tooSmall = (difference: number) => {
    const share = Math.max(discordance, difference);
    const needed = tail * Math.sqrt(share) + power * Math.sqrt(Math.max(0, share - difference ** 2));
    return Math.sqrt(pairs) * difference <= needed;
  };
  return tooSmall(1) ? null : findBoundary(tooSmall, 0, 1);
}

/**
 * Pairs needed for Tango's bound of a difference to fall on the right side of `limit`, when the truth is `rates`: Nam,
 * "Establishing Equivalence of Two Treatments and Sample Size Requirements in Matched-Pairs Design", Biometrics 53 (1997).
 * Infinity where the true difference is the limit itself.
 */
export function pairedProportionsNeeded({ gained, lost }: DiscordantRates, limit: number, risks: Risks = {}): number {
  const difference = gained - lost;
  if (difference === limit) return Infinity;
  const { tail, power } = quantiles(risks);
  const lossAtLimit = restrictedLossRate({ pairs: 1, gained, lost }, limit);
  const atLimit = Math.sqrt(Math.max(0, 2 * lossAtLimit + limit - limit ** 2));
  const atTruth = Math.sqrt(Math.max(0, gained + lost - difference ** 2));
  return Math.max(1, Math.ceil(((tail * atLimit + power * atTruth) / (difference - limit)) ** 2));
}

function quantiles({ tail = 0.05, power = 0.8 }: Risks): { readonly tail: number; readonly power: number } {
  return { tail: normalQuantile(1 - tail), power: normalQuantile(power) };
}
