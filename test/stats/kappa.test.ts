import { expect, test } from "vitest";
import { cohenKappa } from "../../src/stats/kappa.ts";
import { relativeError } from "../support/relative-error.ts";

const SIX_DIGITS = 1e-6;

/*
 * The error by a numerical delta method instead of the published formula (NumPy 2.4.6):
 *   kappa = lambda P: (np.trace(P / P.sum()) - pe(P)) / (1 - pe(P)), pe(P) = P.sum(0) @ P.sum(1) / P.sum() ** 2
 *   g[i, j] = (kappa(P with P[i, j] + h) - kappa(P with P[i, j] - h)) / (2 * h), h = 1e-6
 *   se = np.sqrt(((g ** 2 * P).sum() - (g * P).sum() ** 2) / n); kappa ± stats.norm.ppf(0.975) * se
 */
test.each([
  [
    "two categories",
    [
      [20, 5],
      [10, 15],
    ],
    0.4,
    0.12699606293702517,
    0.15109229046504857,
    0.6489077095349512,
  ],
  [
    "three categories",
    [
      [53, 5, 2],
      [11, 14, 5],
      [1, 6, 3],
    ],
    0.42857142857142855,
    0.07595883153436568,
    0.2796948544563265,
    0.5774480026865307,
  ],
  [
    "four ratings",
    [
      [1, 0],
      [1, 2],
    ],
    0.5,
    0.375,
    -0.23498649420552198,
    1,
  ],
])("κ of %s has the error of the delta method", (_, table, value, error, low, high) => {
  const estimate = cohenKappa(table);
  expect(relativeError(estimate?.value, value)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.standardError, error)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, low)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, high)).toBeLessThan(SIX_DIGITS);
});

// lo = stats.binomtest(10, 10).proportion_ci(0.95, "wilson").low; pe = 0.4 ** 2 + 0.6 ** 2; (lo - pe) / (1 - pe)
test("raters who agree on ten ratings are not certain to agree for ever", () => {
  const estimate = cohenKappa([
    [4, 0],
    [0, 6],
  ]);
  expect(estimate?.value).toBe(1);
  expect(estimate?.bounds(0.025).upper).toBe(1);
  expect(relativeError(estimate?.bounds(0.025).lower, 0.4218066669523143)).toBeLessThan(SIX_DIGITS);
});

test("without ratings, or with only one category ever used, there is no κ", () => {
  expect(cohenKappa([])).toBeNull();
  expect(
    cohenKappa([
      [0, 0],
      [0, 0],
    ]),
  ).toBeNull();
  expect(
    cohenKappa([
      [9, 0],
      [0, 0],
    ]),
  ).toBeNull();
});

test("a rater who only ever used one category says nothing of agreement beyond chance", () => {
  const estimate = cohenKappa([
    [30, 0],
    [28, 0],
  ]);
  expect(estimate?.value).toBe(0);
  expect(estimate?.bounds(0.025)).toEqual({ lower: -1, upper: 1 });
});

test("a table that is not square is refused", () => {
  expect(() => cohenKappa([[1, 2]])).toThrow(RangeError);
});
