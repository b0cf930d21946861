import { ratioOf, total, type Sums } from "./sums.ts";

/** A standard error and the degrees of freedom of the t distribution that goes with it. */
export interface RobustError {
  readonly standardError: number;
  readonly degrees: number;
}

/**
 * The standard error of a ratio of sums over independent units, robust to whatever happens within a unit: the CR2
 * estimator of Bell & McCaffrey, "Bias Reduction in Standard Errors for Linear Regression with Multi-Stage Samples",
 * Survey Methodology 28 (2002), with their degrees of freedom, as in Imbens & Kolesár, Review of Economics and Statistics
 * 98 (2016), worked out for a regression on a constant. For a mean of pairs without clusters it is s / √n with
 * n - 1. Null when there are fewer than two units or one of them is the whole sum.
 */
export function robustError(sums: Sums): RobustError | null {
  const whole = total(sums.denominators);
  if (sums.numerators.length < 2) return null;
  const value = ratioOf(sums);
  let variance = 0;
  let sharesSquared = 0;
  let leverages = 0;
  let leveragesSquared = 0;
  for (const [unit, size] of sums.denominators.entries()) {
    const share = size / whole;
    const rest = 1 - share;
    if (!(rest > 0)) return null;
    const residual = (sums.numerators[unit] ?? 0) / whole - value * share;
    variance += residual ** 2 / rest;
    sharesSquared += share ** 2;
    leverages += share ** 2 / rest;
    leveragesSquared += (share ** 2 / rest) ** 2;
  }
  const degrees = 1 / (sharesSquared + leverages ** 2 - leveragesSquared);
  return { standardError: Math.sqrt(variance), degrees };
}
