import * as fc from "fast-check";
import { expect, test } from "vitest";
import { quantile, sortSamples } from "../../src/stats/quantile.ts";

const latencies = [202.4, 198.1, 1250.0, 203.9, 200.0, 199.5, 377.25, 201.0, 204.6, 210.2];

// numpy.quantile(latencies, p), NumPy 2.4.6, whose default method "linear" is type 7, as is R's.
test.each([
  [0, 198.1],
  [0.25, 200.25],
  [0.5, 203.15],
  [0.95, 857.2624999999991],
  [0.99, 1171.4525],
  [1, 1250.0],
])("the %d-quantile of ten latencies is NumPy's", (p, expected) => {
  expect(quantile(sortSamples(Float64Array.from(latencies)), p)).toBeCloseTo(expected, 9);
});

// numpy.quantile([3, 1], [0.5, 0.95]) and numpy.quantile([7.5], 0.99).
test("few samples are interpolated as NumPy does", () => {
  const two = sortSamples(Float64Array.of(3, 1));
  expect(quantile(two, 0.5)).toBe(2);
  expect(quantile(two, 0.95)).toBeCloseTo(2.9, 12);
  expect(quantile(sortSamples(Float64Array.of(7.5)), 0.99)).toBe(7.5);
});

test("no samples have no quantile", () => {
  expect(quantile(sortSamples(new Float64Array()), 0.5)).toBeNull();
});

test.each([-0.01, 1.01, 50, Number.NaN])("p = %d is refused", (p) => {
  expect(() => quantile(sortSamples(Float64Array.of(1)), p)).toThrow(RangeError);
});

test("samples are sorted as numbers, in place", () => {
  const samples = Float64Array.of(10, 9, 100, -1);
  expect(sortSamples(samples)).toBe(samples);
  expect([...samples]).toEqual([-1, 9, 10, 100]);
});

test("unsorted samples do not compile", () => {
  // @ts-expect-error a plain array is not known to be sorted
  expect(quantile(Float64Array.of(2, 1), 0)).toBe(2);
});

test("a quantile grows with p and stays between the least and the greatest sample", () => {
  const samples = fc.float64Array({ minLength: 1, noNaN: true, min: -1e9, max: 1e9 });
  const p = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(samples, p, p, (values, one, other) => {
      const sorted = sortSamples(values);
      const low = quantile(sorted, Math.min(one, other)) ?? Number.NaN;
      const high = quantile(sorted, Math.max(one, other)) ?? Number.NaN;
      const rounding = 1e-6;
      expect(low).toBeLessThanOrEqual(high + rounding);
      expect(low).toBeGreaterThanOrEqual((sorted[0] ?? Number.NaN) - rounding);
      expect(high).toBeLessThanOrEqual((sorted.at(-1) ?? Number.NaN) + rounding);
    }),
  );
});
