import * as fc from "fast-check";
import { expect, test } from "vitest";
import { benjaminiHochberg, holm } from "../../src/stats/adjust-p-values.ts";

const pValues = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04];

const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(9)));

// NumPy: o = np.argsort(p); np.minimum(1, np.maximum.accumulate((6 - np.arange(6)) * p[o])), put back in order.
test("Holm's adjusted p values are NumPy's", () => {
  expect(rounded(holm(pValues))).toEqual([0.05, 0.12, 0.12, 0.03, 0.5, 0.12]);
});

// SciPy 1.17.1: stats.false_discovery_control(p)
test("Benjamini and Hochberg's adjusted p values are SciPy's", () => {
  expect(rounded(benjaminiHochberg(pValues))).toEqual([0.03, 0.048, 0.048, 0.03, 0.5, 0.048]);
});

test("a single p value stays as it is, and none give none", () => {
  expect(holm([0.2])).toEqual([0.2]);
  expect(benjaminiHochberg([0.2])).toEqual([0.2]);
  expect(holm([])).toEqual([]);
  expect(benjaminiHochberg([])).toEqual([]);
});

test("adjusting never lowers a p value, never passes 1, and Holm is the stricter", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (values) => {
      const family = holm(values);
      const discoveries = benjaminiHochberg(values);
      for (const [place, value] of values.entries()) {
        expect(discoveries[place]).toBeGreaterThanOrEqual(value * (1 - 1e-12));
        expect(family[place]).toBeGreaterThanOrEqual((discoveries[place] ?? Number.NaN) * (1 - 1e-12));
        expect(family[place]).toBeLessThanOrEqual(1);
      }
    }),
  );
});
