import * as fc from "fast-check";
import { expect, test } from "vitest";
import { clusterBy } from "../../src/stats/clusters.ts";
import { drawQuantileDifferences } from "../../src/stats/draw-quantiles.ts";
import { pairedQuantiles } from "../../src/stats/paired-quantiles.ts";
import { quantile, sortSamples } from "../../src/stats/quantile.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { relativeError } from "../support/relative-error.ts";

const SIX_DIGITS = 1e-6;
const made = (count: number, factor: number, modulus: number) =>
  Float64Array.from({ length: count }, (_, k) => ((k * factor) % modulus) ** 1.5);

/*
 * NumPy 2.4.6 on the very same draws (mulberry32 in Python, seed 11), base = ((k * 37) % 41) ** 1.5 and
 * cand = ((k * 53) % 43) ** 1.5 for k < 40:
 *   dist = np.quantile(cand[ix], p, axis=1) - np.quantile(base[ix], p, axis=1)
 *   outside = stats.norm.cdf(-np.sqrt(40 / 39) * stats.t.ppf(1 - tail, 39))
 *   np.quantile(dist, [outside, 1 - outside])
 */
test.each([
  [0.5, 0, 31.195814075164186, -59.14893369375914, 69.29908193443576, -48.70747513535534, 59.48499705104648],
  [
    0.7, 8.049490544493239, 34.0575845269812, -62.29821512973126, 81.09263746234933, -50.91828072165497,
    68.3209854664517,
  ],
])("the difference of %d-quantiles has NumPy's bootstrap bounds", (p, value, error, low, high, oneLow, oneHigh) => {
  const estimate = pairedQuantiles({ baseline: made(40, 37, 41), candidate: made(40, 53, 43) }, p, { seed: 11 });
  expect(estimate?.method).toBe("bootstrap");
  expect(relativeError(estimate?.value, value)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.standardError, error)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, low)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, high)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, oneLow)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, oneHigh)).toBeLessThan(SIX_DIGITS);
});

// np.quantile over the pairs of drawn clusters, concatenated; 20 clusters of 1, 2, 3, 1 … pairs, seed 3.
test("whole clusters are drawn for quantiles, with NumPy's bounds", () => {
  const sizes = Array.from({ length: 20 }, (_, cluster) => 1 + (cluster % 3));
  const clusters = clusterBy(sizes.flatMap((size, cluster) => Array<string>(size).fill(`c${cluster}`)));
  const pairs = { baseline: made(39, 37, 23), candidate: made(39, 53, 29) };
  const estimate = pairedQuantiles(pairs, 0.5, { clusters, seed: 3 });
  expect(relativeError(estimate?.value, 15.90033072092578)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.standardError, 13.339289739766995)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, -0.7975617600873148)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, 53.528389829742856)).toBeLessThan(SIX_DIGITS);
});

/*
 * SciPy 1.17.1, x = ((k * 37) % 101) ** 1.5 and y = ((k * 53) % 103) ** 1.5 for k < 100, p = 0.95, level 0.95 then 0.9:
 *   lx, ux = stats.quantile_test(x, p=p).confidence_interval(level); ly, uy = ... of y
 *   qx, qy = np.quantile(x, p), np.quantile(y, p); rho = np.corrcoef(x <= qx, y <= qy)[0, 1]
 *   (qy - qx) - np.sqrt((qy - ly) ** 2 + (ux - qx) ** 2 - 2 * rho * (qy - ly) * (ux - qx)), and the mirror image
 */
test("far out in a small sample both order-statistic intervals are combined", () => {
  const estimate = pairedQuantiles({ baseline: made(100, 37, 101), candidate: made(100, 53, 103) }, 0.95);
  expect(estimate?.method).toBe("order statistics");
  expect(relativeError(estimate?.value, 14.662425825568448)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, -91.67626197828545)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, 132.46399234861542)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, -70.41282709055893)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, 111.19717963513207)).toBeLessThan(SIX_DIGITS);
});

test("a draw is the quantile of the sample drawn, whatever p and ties", () => {
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (drawnFrom, p, seed) => {
      const baseline = Float64Array.from(drawnFrom);
      const candidate = baseline.map((value) => value * value + 1);
      const [difference] = drawQuantileDifferences({ baseline, candidate }, p, { draws: 1, seed });
      const random = seededRandom(seed);
      const drawn = baseline.map(() => baseline[Math.floor(random() * baseline.length)] ?? Number.NaN);
      const after = quantile(sortSamples(drawn.map((value) => value * value + 1)), p) ?? Number.NaN;
      const before = quantile(sortSamples(drawn), p) ?? Number.NaN;
      expect(difference).toBeCloseTo(after - before, 9);
    }),
  );
});

test("one pair has a difference and no bounds, and no pairs none", () => {
  const one = pairedQuantiles({ baseline: Float64Array.of(2), candidate: Float64Array.of(5) }, 0.5);
  expect(one?.value).toBe(3);
  expect(one?.bounds(0.05)).toEqual({ lower: -Infinity, upper: Infinity });
  expect(pairedQuantiles({ baseline: new Float64Array(), candidate: new Float64Array() }, 0.5)).toBeNull();
});

test("a run against itself differs by exactly nothing", () => {
  const same = made(200, 37, 101);
  expect(pairedQuantiles({ baseline: same, candidate: same }, 0.5)?.bounds(0.05)).toEqual({ lower: 0, upper: 0 });
});
