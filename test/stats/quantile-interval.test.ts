import { expect, test } from "vitest";
import { clusterBy } from "../../src/stats/clusters.ts";
import { quantileEstimate } from "../../src/stats/quantile-interval.ts";
import { relativeError } from "../support/relative-error.ts";

const made = (count: number) => Float64Array.from({ length: count }, (_, k) => ((k * 37) % 101) ** 1.5);

// SciPy 1.17.1: stats.quantile_test(x, p=p).confidence_interval(0.95), and 0.9; x = ((k * 37) % 101) ** 1.5 for k < 100.
test.each([
  [0.5, 243.55492193753753, 464.75800154489, 262.5280937347468, 441.7148401401067],
  [0.95, 853.8149682454624, 1000, 868.0846732894205, 985.0375627355537],
])("the %d-quantile lies between SciPy's order statistics", (p, low, high, oneLow, oneHigh) => {
  const estimate = quantileEstimate(made(100), p);
  expect(relativeError(estimate?.bounds(0.025).lower, low)).toBeLessThan(1e-9);
  expect(relativeError(estimate?.bounds(0.025).upper, high)).toBeLessThan(1e-9);
  expect(relativeError(estimate?.bounds(0.05).lower, oneLow)).toBeLessThan(1e-9);
  expect(relativeError(estimate?.bounds(0.05).upper, oneHigh)).toBeLessThan(1e-9);
});

// SciPy says nan here; a sample of 20 that held the 95 % quantile's upper bound would have 0.95²⁰ = 36 % to be wrong.
test("twenty samples have no upper bound of the 0.95-quantile", () => {
  const estimate = quantileEstimate(made(20), 0.95);
  expect(relativeError(estimate?.bounds(0.025).lower, 769.8727167525811)).toBeLessThan(1e-9);
  expect(estimate?.bounds(0.025).upper).toBe(Infinity);
});

test("clusters push the order statistics apart", () => {
  const samples = made(100).sort();
  const clusters = clusterBy(Array.from(samples, (_, k) => String(Math.floor(k / 10))));
  const alone = quantileEstimate(samples, 0.5)?.bounds(0.05);
  const clustered = quantileEstimate(samples, 0.5, clusters)?.bounds(0.05);
  expect(clustered?.lower).toBeLessThan(alone?.lower ?? Number.NaN);
  expect(clustered?.upper).toBeGreaterThan(alone?.upper ?? Number.NaN);
});

/*
 * Clusters of ten neighbours in order: those below the median are all 1, those above all 0. CR2 error of their share
 * np.sqrt(10 * 0.25 * 10**2 / 0.9) / 100, so the design effect is 11 and the reach stats.t.ppf(0.95, 9) * np.sqrt(0.25 * 11 / 100);
 * ranks floor(100 * (0.5 - reach)) = 19 and floor(100 * (0.5 + reach)) + 1 = 81.
 */
test("Woodruff's ranks follow the design effect", () => {
  const samples = Float64Array.from({ length: 100 }, (_, k) => k + 1);
  const clusters = clusterBy(Array.from(samples, (_, k) => String(Math.floor(k / 10))));
  expect(quantileEstimate(samples, 0.5, clusters)?.bounds(0.05)).toEqual({ lower: 19, upper: 81 });
});

test("one sample, and one cluster, bound nothing; no samples have no quantile", () => {
  const nothing = { lower: -Infinity, upper: Infinity };
  expect(quantileEstimate(Float64Array.of(3), 0.5)?.bounds(0.05)).toEqual(nothing);
  expect(quantileEstimate(Float64Array.of(3, 4, 5), 0.5, clusterBy(["a", "a", "a"]))?.bounds(0.05)).toEqual(nothing);
  expect(quantileEstimate(new Float64Array(), 0.5)).toBeNull();
});
