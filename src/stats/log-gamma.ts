/** Bernoulli terms of the asymptotic series, for x³, x⁵ … in the denominator; good to 16 digits from `SHIFT_TO` on. */
const TERMS = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];
const SHIFT_TO = 15;

/**
 * ln Γ(x) for x > 0: Stirling's series (Abramowitz & Stegun 6.1.41) above 15, and below it the recurrence
 * Γ(x + 1) = x Γ(x) up to there.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`ln Γ is taken of positive numbers here, found ${x}`);
  let product = 1;
  let shifted = x;
  while (shifted < SHIFT_TO) {
    product *= shifted;
    shifted += 1;
  }
  let correction = 0;
  for (const term of TERMS.toReversed()) correction = correction / (shifted * shifted) + term;
  const stirling = (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI);
  return stirling + correction / shifted - Math.log(product);
}
