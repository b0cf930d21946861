import { expect, test } from "vitest";
import {
  detectableDifference,
  detectableProportion,
  pairedProportionsNeeded,
  pairsNeeded,
} from "../../src/stats/power.ts";
import { relativeError } from "../support/relative-error.ts";

const SIX_DIGITS = 1e-6;

// za, zb = stats.norm.ppf([0.95, 0.8]); (za + zb) * 0.0123; np.ceil(((za + zb) * 0.7 / 0.03) ** 2)
test("a mean's detectable difference and pairs needed follow from its error", () => {
  expect(relativeError(detectableDifference(0.0123), 0.03058364078444995)).toBeLessThan(SIX_DIGITS);
  expect(pairsNeeded(0.7, 0.03)).toBe(3367);
});

/*
 * SciPy 1.17.1, psi the discordance:
 *   optimize.brentq(lambda d: np.sqrt(n) * d - za * np.sqrt(max(psi, d)) - zb * np.sqrt(max(psi, d) - d * d), 1e-12, 1)
 */
test.each([
  [1000, 0.1, 0.02483874596577645],
  [100, 0, 0.06054546952239588],
  [50, 0.3, 0.18861421802993658],
  [400, 0.02, 0.017536103350544358],
])("%d pairs with %d discordant show Connor's difference", (pairs, discordance, expected) => {
  expect(relativeError(detectableProportion(pairs, discordance) ?? undefined, expected)).toBeLessThan(SIX_DIGITS);
});

/*
 * Nam's formula with the restricted likelihood maximised numerically, as `score` in tango.test.ts, on counts g, l, 1 - g - l:
 *   ((za * np.sqrt(2 * p + m - m * m) + zb * np.sqrt(g + l - (g - l) ** 2)) / (g - l - m)) ** 2
 */
test.each([
  [0.05, 0.05, 716.9276664680692],
  [0.03, 0.09, 779.4102030424073],
  [0.05, 0.06, 1738.1021857805986],
])("gains of %d and losses of %d against a limit of -3 pp need Nam's number of pairs", (gained, lost, expected) => {
  expect(pairedProportionsNeeded({ gained, lost }, -0.03)).toBe(Math.ceil(expected));
});

test("what cannot be settled needs infinitely many pairs", () => {
  expect(pairsNeeded(0.7, 0)).toBe(Infinity);
  expect(pairedProportionsNeeded({ gained: 0.04, lost: 0.07 }, 0.04 - 0.07)).toBe(Infinity);
  expect(detectableDifference(Infinity)).toBe(Infinity);
});

test("two pairs can show no difference at all", () => {
  expect(detectableProportion(2, 0.5)).toBeNull();
});

test("what never varies needs one pair", () => {
  expect(pairsNeeded(0, 0.03)).toBe(1);
  expect(pairsNeeded(0, 0)).toBe(1);
});
