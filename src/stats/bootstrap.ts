import { checkTail, type Interval, type Estimate } from "./estimate.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { quantile, sortSamples, type SortedSamples } from "./quantile.ts";
import { seededRandom } from "./random.ts";
import { studentTQuantile } from "./student-t.ts";
import { ratioOf, total, type Sums } from "./sums.ts";

/** How often and from which seed a sample is drawn again. */
export interface Drawing {
  /** @default 10,000 */
  readonly draws?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * A ratio of sums with bootstrap bounds: whole units are drawn with replacement, and the bounds are bias-corrected and
 * accelerated (BCa). Efron, "Better Bootstrap Confidence Intervals", JASA 82 (1987). Each bound alone is wrong about as
 * often as it says, on skewed figures too, which percentile bounds are not. Equal seeds give equal bounds. Null where the
 * denominators sum to 0; unbounded with fewer than two units.
 */
export function bootstrapRatio(sums: Sums, clustered: boolean, drawing: Drawing = {}): Estimate | null {
  const value = ratioOf(sums);
  if (!Number.isFinite(value)) return null;
  const units = sums.numerators.length;
  const draws = sortSamples(drawRatios(sums, drawing));
  const acceleration = accelerationOf(sums);
  const bias = biasOf(draws, value);
  return {
    value,
    standardError: units < 2 ? Infinity : deviation(draws),
    method: clustered ? "bootstrap, clustered" : "bootstrap",
    bounds(tail) {
      checkTail(tail);
      if (units < 2) return { lower: -Infinity, upper: Infinity };
      const z = expandedQuantile(tail, units);
      return bcaInterval(draws, { bias, acceleration, z });
    },
  };
}

function drawRatios({ numerators, denominators }: Sums, { draws = 10_000, seed = 1 }: Drawing): Float64Array {
  const random = seededRandom(seed);
  const units = numerators.length;
  // Side by side, so that a draw touches one line of the cache.
  const both = new Float64Array(2 * units);
  for (let unit = 0; unit < units; unit++) {
    both[2 * unit] = numerators[unit] ?? 0;
    both[2 * unit + 1] = denominators[unit] ?? 0;
  }
  const ratios = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let above = 0;
    let below = 0;
    for (let drawn = 0; drawn < units; drawn++) {
      const place = 2 * Math.floor(random() * units);
      above += both[place] ?? 0;
      below += both[place + 1] ?? 0;
    }
    ratios[draw] = below === 0 ? Infinity : above / below;
  }
  return ratios;
}

/**
 * The normal quantile of `tail` widened to what Student's t and the bootstrap's own shrinkage ask for in small samples:
 * Hesterberg, "What Teachers Should Know About the Bootstrap", The American Statistician 69 (2015).
 */
export function expandedQuantile(tail: number, units: number): number {
  return Math.sqrt(units / (units - 1)) * studentTQuantile(1 - tail, units - 1);
}

interface BcaTerms {
  readonly bias: number;
  readonly acceleration: number;
  readonly z: number;
}

function bcaInterval(draws: SortedSamples, { bias, acceleration, z }: BcaTerms): Interval {
  const at = (side: number) => {
    const moved = bias + side;
    const stretch = 1 - acceleration * moved;
    const place = stretch > 0 ? normalCdf(bias + moved / stretch) : normalCdf(side * Infinity);
    return quantile(draws, place);
  };
  return { lower: at(-z) ?? -Infinity, upper: at(z) ?? Infinity };
}

/** Efron's z₀: where the value lies among the draws, ties counted half; 0 where it lies beyond all of them. */
function biasOf(draws: SortedSamples, value: number): number {
  let below = 0;
  let equal = 0;
  for (const draw of draws) {
    if (draw < value) below += 1;
    else if (draw === value) equal += 1;
  }
  const z = normalQuantile((below + equal / 2) / draws.length);
  return Number.isFinite(z) ? z : 0;
}

/** Efron's a from the jackknife over units: a sixth of the skewness of its deviations; 0 where nothing varies. */
function accelerationOf({ numerators, denominators }: Sums): number {
  const above = total(numerators);
  const below = total(denominators);
  const without = numerators.map((numerator, unit) => (above - numerator) / (below - (denominators[unit] ?? 0)));
  const mean = total(without) / without.length;
  let squares = 0;
  let cubes = 0;
  for (const ratio of without) {
    squares += (mean - ratio) ** 2;
    cubes += (mean - ratio) ** 3;
  }
  const acceleration = cubes / (6 * squares ** 1.5);
  return Number.isFinite(acceleration) ? acceleration : 0;
}

/** The standard deviation of `draws`, with n - 1; Infinity where one of them is infinite. */
export function deviation(draws: Float64Array): number {
  const mean = total(draws) / draws.length;
  if (!Number.isFinite(mean)) return Infinity;
  let squares = 0;
  for (const draw of draws) squares += (draw - mean) ** 2;
  return Math.sqrt(squares / (draws.length - 1));
}
