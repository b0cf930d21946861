import { expect, test } from "vitest";
import { clusterBy } from "../../src/stats/clusters.ts";
import { clusteredProportion, proportion } from "../../src/stats/proportion.ts";
import { relativeError } from "../support/relative-error.ts";

const SIX_DIGITS = 1e-6;

// SciPy 1.17.1: stats.binomtest(k, n).proportion_ci(0.95, "wilson"), and 0.9 for the bounds of one tail of 0.05.
// 81 of 263 is the first example of Newcombe, Statistics in Medicine 17 (1998), 857-872: 0.2553 to 0.3662.
test.each([
  [0, 10, 0, 0.27753279986288926, 0, 0.21294197008340698],
  [7, 10, 0.39677814746114526, 0.892208732593699, 0.4416997958698351, 0.8731234160968021],
  [1, 1, 0.20654931437723745, 1, 0.2698659487840541, 1],
  [81, 263, 0.2552885198782742, 0.36620957698280004, 0.26331361718848145, 0.3565663496084882],
  [950, 1000, 0.9346861797557491, 0.9618697376072511, 0.9373997965803907, 0.960171784503825],
  [100_000, 100_000, 0.9999615868874169, 1, 0.9999729452974357, 1],
])("%d of %d: SciPy's Wilson bounds", (successes, trials, low, high, oneLow, oneHigh) => {
  const estimate = proportion(successes, trials);
  expect(estimate?.value).toBe(successes / trials);
  expect(relativeError(estimate?.bounds(0.025).lower, low)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, high)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, oneLow)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, oneHigh)).toBeLessThan(SIX_DIGITS);
});

test("nothing tried has no proportion", () => {
  expect(proportion(0, 0)).toBeNull();
  expect(clusteredProportion(new Float64Array(), clusterBy([]))).toBeNull();
});

/*
 * 40 outcomes in 10 clusters of 4, design effect 1.784314 by CR2 with matrices (see robust-error.test.ts); then with
 * n = 40 / 1.784314 and t = t.ppf(1 - tail, 9): np.roots([1 + t² / n, -(2 p + t² / n), p²]).
 */
test("clusters widen Wilson's interval by their design effect", () => {
  const outcomes = new Float64Array(40).fill(1);
  for (const place of [0, 1, 2, 9, 17, 30]) outcomes[place] = 0;
  const clusters = clusterBy(Array.from(outcomes, (_, place) => String(Math.floor(place / 4))));
  const estimate = clusteredProportion(outcomes, clusters);
  expect(estimate?.value).toBe(0.85);
  expect(relativeError(estimate?.bounds(0.025).lower, 0.617839022597054)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, 0.9520663103145286)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, 0.6676201298363308)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, 0.9411306433001095)).toBeLessThan(SIX_DIGITS);
});

test("a single cluster says nothing of a proportion", () => {
  const bounds = clusteredProportion(Float64Array.of(1, 1, 0), clusterBy(["a", "a", "a"]))?.bounds(0.05);
  expect(bounds).toEqual({ lower: 0, upper: 1 });
});
