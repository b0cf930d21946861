import { expect, test } from "vitest";
import { passAtK } from "../../src/stats/pass-at-k.ts";

// Python's exact integers: 1 - math.comb(n - c, k) / math.comb(n, k); scipy.stats.hypergeom.sf(0, 200, 7, 100) is the third.
test.each([
  [10, 3, 1, 0.3],
  [10, 3, 5, 0.9166666666666666],
  [200, 7, 100, 0.9929911172418123],
  [5, 5, 2, 1],
  [5, 0, 5, 0],
  [5, 1, 5, 1],
])("of %d samples with %d correct, pass@%d is the hypergeometric probability", (samples, correct, k, expected) => {
  expect(passAtK(samples, correct, k)).toBeCloseTo(expected, 12);
});

test("fewer samples than k cannot tell", () => {
  expect(passAtK(4, 4, 5)).toBeNull();
  expect(passAtK(0, 0, 1)).toBeNull();
});

test.each([0, 1.5, -1])("k = %d is refused", (k) => {
  expect(() => passAtK(5, 1, k)).toThrow(RangeError);
});
