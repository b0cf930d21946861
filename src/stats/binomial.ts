import { incompleteBeta } from "./incomplete-beta.ts";

/** P(X ≤ k) of X successes in `n` trials of probability `p`: Abramowitz & Stegun 26.5.24. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n) return 1;
  const whole = Math.floor(k);
  return incompleteBeta(1 - p, n - whole, whole + 1);
}

/** P(X ≥ k) of X successes in `n` trials of probability `p`, to full relative precision where it is small. */
export function binomialUpperTail(k: number, n: number, p: number): number {
  const whole = Math.ceil(k);
  if (whole <= 0) return 1;
  if (whole > n) return 0;
  return incompleteBeta(p, whole, n - whole + 1);
}
