import * as fc from "fast-check";
import { expect, test } from "vitest";
import { clusterBy } from "../../src/stats/clusters.ts";
import { clusteredPairedProportions, pairedProportions } from "../../src/stats/tango.ts";
import { relativeError } from "../support/relative-error.ts";

/*
 * An independent way to the same interval: the restricted likelihood is maximised numerically, not by Tango's quadratic.
 *
 *   def score(n, g, l, d):
 *       nll = lambda p: -sum(k * np.log(max(q, 1e-300))
 *                            for k, q in ((g, p + d), (l, p), (n - g - l, 1 - 2 * p - d)) if k > 0)
 *       lo, hi = max(0, -d), (1 - d) / 2
 *       r = optimize.minimize_scalar(nll, bounds=(lo, hi), method="bounded", options={"xatol": 1e-13})
 *       p = min([r.x, lo, hi], key=nll)
 *       return (g - l - n * d) / np.sqrt(n * (2 * p + d - d * d))
 *   z, e = stats.norm.ppf(1 - tail), (g - l) / n
 *   lower = optimize.brentq(lambda d: score(n, g, l, d) - z, -1 + 1e-9, e - 1e-9, xtol=1e-12)
 *   upper = optimize.brentq(lambda d: score(n, g, l, d) + z, e + 1e-9, 1 - 1e-9, xtol=1e-12)
 */
const SIX_DIGITS = 1e-6;

test.each([
  [21, 1, 7, -0.51723228, -0.02600303, -0.48162249, -0.07463077],
  [50, 12, 2, 0.06111241, 0.34470875, 0.08547438, 0.32041339],
  [44, 0, 1, -0.1180771, 0.05939323, -0.09566243, 0.03651694],
  [160, 40, 20, 0.03086453, 0.21806424, 0.04626724, 0.2030348],
  [5, 2, 3, -0.76475845, 0.53855144, -0.71458706, 0.45503366],
  [1000, 50, 50, -0.01989612, 0.01989612, -0.01662458, 0.01662458],
  [100_000, 5000, 5300, -0.00498974, -0.001011033, -0.004669717, -0.001330827],
])("of %d pairs, %d gained and %d lost: SciPy's bounds", (pairs, gained, lost, low, high, oneLow, oneHigh) => {
  const estimate = pairedProportions({ pairs, gained, lost });
  expect(estimate?.value).toBeCloseTo((gained - lost) / pairs, 12);
  expect(relativeError(estimate?.bounds(0.025).lower, low)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, high)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, oneLow)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, oneHigh)).toBeLessThan(SIX_DIGITS);
});

// The contact lens trial, 44 pairs with one discordant: Tango (1998) gives the 90 % interval -0.096 to 0.037. Airway
// hyper-responsiveness, 21 pairs: Fagerland, Lydersen & Laake, Statistics in Medicine 33 (2014), -0.517 to -0.026.
test("published examples come out as published", () => {
  const lens = pairedProportions({ pairs: 44, gained: 0, lost: 1 })?.bounds(0.05);
  expect(lens?.lower).toBeCloseTo(-0.096, 3);
  expect(lens?.upper).toBeCloseTo(0.037, 3);
  const airway = pairedProportions({ pairs: 21, gained: 1, lost: 7 })?.bounds(0.025);
  expect(airway?.lower).toBeCloseTo(-0.517, 3);
  expect(airway?.upper).toBeCloseTo(-0.026, 3);
});

// With no discordant pair the score equation has the solution ± z² / (n + z²), here with norm.ppf(0.975) and (0.95).
test.each([
  [10, 0.27753279986288926, 0.21294197008340698],
  [1, 0.7934506856227626, 0.7301340512159441],
])("of %d pairs without a discordant one the bounds still say how little is known", (pairs, twoSided, oneSided) => {
  const estimate = pairedProportions({ pairs, gained: 0, lost: 0 });
  expect(estimate?.value).toBe(0);
  expect(relativeError(estimate?.bounds(0.025).lower, -twoSided)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, oneSided)).toBeLessThan(SIX_DIGITS);
});

test("where every pair was gained the upper bound is 1 and the lower is not", () => {
  const estimate = pairedProportions({ pairs: 1, gained: 1, lost: 0 });
  expect(estimate?.bounds(0.025).upper).toBe(1);
  expect(relativeError(estimate?.bounds(0.025).lower, -0.5869013712455)).toBeLessThan(SIX_DIGITS);
});

test("no pairs have no difference", () => {
  expect(pairedProportions({ pairs: 0, gained: 0, lost: 0 })).toBeNull();
  expect(clusteredPairedProportions(new Float64Array(), clusterBy([]))).toBeNull();
});

const tables = fc
  .tuple(fc.nat(60), fc.nat(60), fc.nat(400))
  .filter(([gained, lost, rest]) => gained + lost + rest > 0)
  .map(([gained, lost, rest]) => ({ gained, lost, pairs: gained + lost + rest }));

test("bounds hold the estimate, stay within -1 and 1, and mirror when the sides are swapped", () => {
  fc.assert(
    fc.property(tables, (counts) => {
      const estimate = pairedProportions(counts);
      const swapped = pairedProportions({ pairs: counts.pairs, gained: counts.lost, lost: counts.gained });
      const { lower, upper } = estimate?.bounds(0.05) ?? { lower: Number.NaN, upper: Number.NaN };
      expect(lower).toBeGreaterThanOrEqual(-1);
      expect(lower).toBeLessThanOrEqual((estimate?.value ?? Number.NaN) + 1e-12);
      expect(upper).toBeGreaterThanOrEqual((estimate?.value ?? Number.NaN) - 1e-12);
      expect(upper).toBeLessThanOrEqual(1);
      expect(swapped?.bounds(0.05).lower).toBeCloseTo(-upper, 9);
    }),
  );
});

const clusterOf = (pairs: number, size: number) =>
  clusterBy(Array.from({ length: pairs }, (_, pair) => String(Math.floor(pair / size))));

/*
 * 10 clusters of 4; the design effect by CR2 with matrices (see robust-error.test.ts), 1.987654, 9 degrees of freedom;
 * then score() above with n = 40 / 1.987654, g = 3 / 1.987654, l = 6 / 1.987654 and z = t.ppf(1 - tail, 9).
 */
test("clusters widen the interval by their design effect", () => {
  const changes = new Float64Array(40);
  for (const pair of [0, 1, 2, 9, 17, 30]) changes[pair] = -1;
  for (const pair of [12, 13, 35]) changes[pair] = 1;
  const estimate = clusteredPairedProportions(changes, clusterOf(40, 4));
  expect(estimate?.value).toBeCloseTo(-3 / 40, 12);
  expect(relativeError(estimate?.bounds(0.025).lower, -0.34817764412735985)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, 0.20350336497562574)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, -0.2919744824484471)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, 0.14169375538065332)).toBeLessThan(SIX_DIGITS);
});

// -t² / (10 + t²) with t = t.ppf(0.95, 9): ten clusters are worth ten pairs.
test("clusters that all agree count as one pair each", () => {
  const estimate = clusteredPairedProportions(new Float64Array(40), clusterOf(40, 4));
  expect(relativeError(estimate?.bounds(0.05).lower, -0.25151398271936803)).toBeLessThan(SIX_DIGITS);
});

test("a single cluster says nothing", () => {
  const bounds = clusteredPairedProportions(Float64Array.of(-1, 0, 0), clusterOf(3, 3))?.bounds(0.05);
  expect(bounds).toEqual({ lower: -1, upper: 1 });
});

// Every cluster sums to 0, so that the cluster-robust error is 0: a design effect taken at its word would leave no width.
test("clusters whose changes cancel out leave the interval as wide as without clusters", () => {
  const changes = Float64Array.from({ length: 40 }, (_, pair) => [1, -1, 0, 0][pair % 4] ?? 0);
  const clustered = clusteredPairedProportions(changes, clusterOf(40, 4))?.bounds(0.05);
  const alone = pairedProportions({ pairs: 40, gained: 10, lost: 10 })?.bounds(0.05);
  expect(clustered?.lower).toBeCloseTo(alone?.lower ?? Number.NaN, 9);
  expect(clustered?.upper).toBeCloseTo(alone?.upper ?? Number.NaN, 9);
});
