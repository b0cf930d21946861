import { findBoundary } from "./find-boundary.ts";
import { incompleteBeta } from "./incomplete-beta.ts";
import { normalQuantile } from "./normal.ts";

/** Above this many degrees of freedom the normal quantile with its first correction is exact to 12 digits. */
const NEARLY_NORMAL = 1e7;

/** P(T ≤ t) of Student's t with `degrees` > 0 of freedom, not only whole ones: Abramowitz & Stegun 26.7.1. */
export function studentTCdf(t: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`degrees of freedom are above 0, found ${degrees}`);
  const tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** The t with P(T ≤ t) = `p` for `degrees` > 0 of freedom; -Infinity and Infinity at 0 and 1. */
export function studentTQuantile(p: number, degrees: number): number {
  const z = normalQuantile(p);
  if (!Number.isFinite(z) || z === 0) return z;
  if (degrees > NEARLY_NORMAL) return z + (z ** 3 + z) / (4 * degrees);
  const tail = Math.min(p, 1 - p);
  let bound = Math.abs(z);
  while (studentTCdf(-bound, degrees) > tail) bound *= 2;
  const size = findBoundary((t) => studentTCdf(-t, degrees) > tail, 0, bound);
  return p < 0.5 ? -size : size;
}
