import { logGamma } from "./log-gamma.ts";

const MAXIMUM_STEPS = 100_000;
const TINY = 1e-300;

/**
 * The regularised incomplete beta function Iₓ(a, b), a > 0, b > 0, 0 ≤ x ≤ 1: the continued fraction 8.17.22 of the NIST
 * Digital Library of Mathematical Functions, evaluated by Lentz's method on the side where it converges fast.
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x of the incomplete beta function is between 0 and 1, found ${x}`);
  if (x === 0 || x === 1) return x;
  const onFastSide = x < (a + 1) / (a + b + 2);
  return onFastSide ? lowerPart(x, 1 - x, a, b) : 1 - lowerPart(1 - x, x, b, a);
}

function lowerPart(x: number, rest: number, a: number, b: number): number {
  const logFront = a * Math.log(x) + b * Math.log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b);
  return (Math.exp(logFront) / a) * continuedFraction(x, a, b);
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < MAXIMUM_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return value;
}

function awayFromZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}
