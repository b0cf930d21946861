import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialCdf, binomialUpperTail } from "../../src/stats/binomial.ts";
import { incompleteBeta } from "../../src/stats/incomplete-beta.ts";
import { logGamma } from "../../src/stats/log-gamma.ts";
import { normalCdf, normalQuantile } from "../../src/stats/normal.ts";
import { studentTCdf, studentTQuantile } from "../../src/stats/student-t.ts";
import { relativeError } from "../support/relative-error.ts";

// SciPy 1.17.1: scipy.stats.norm, t and binom, scipy.special.gammaln and betainc, called as each comment says.
const NINE_DIGITS = 1e-9;

describe("the standard normal distribution", () => {
  // norm.cdf(x)
  test.each([
    [-10, 7.61985302416047e-24],
    [-3, 0.0013498980316300933],
    [-1.96, 0.024997895148220435],
    [-0.1, 0.460172162722971],
    [0, 0.5],
    [1, 0.8413447460685429],
    [2.9999, 0.998649658717045],
    [6, 0.9999999990134123],
    [-Infinity, 0],
    [Infinity, 1],
  ])("up to %d has SciPy's probability", (x, expected) => {
    expect(relativeError(normalCdf(x), expected)).toBeLessThan(NINE_DIGITS);
  });

  // norm.ppf(p)
  test.each([
    [0, -Infinity],
    [1e-20, -9.262340089798409],
    [0.001, -3.090232306167813],
    [0.025, -1.9599639845400545],
    [0.05, -1.6448536269514729],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.8, 0.8416212335729143],
    [1, Infinity],
  ])("has SciPy's %d-quantile", (p, expected) => {
    expect(relativeError(normalQuantile(p), expected)).toBeLessThan(NINE_DIGITS);
  });

  test("has a quantile that undoes the probability", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-200, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(relativeError(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-11);
      }),
    );
  });
});

describe("Student's t", () => {
  // t.cdf(x, df)
  test.each([
    [-2, 1, 0.14758361765043326],
    [1.3, 2.7, 0.8532736781480773],
    [-6, 30, 6.971384383602382e-7],
    [0, 4, 0.5],
    [-40, 3, 1.7190340394579253e-5],
    [2, 1e5, 0.9772485182712467],
  ])("up to %d with %d degrees of freedom has SciPy's probability", (t, degrees, expected) => {
    expect(relativeError(studentTCdf(t, degrees), expected)).toBeLessThan(NINE_DIGITS);
  });

  // t.ppf(p, df)
  test.each([
    [0.025, 1, -12.706204736174705],
    [0.95, 1, 6.313751514675037],
    [0.975, 9, 2.262157162798205],
    [0.05, 2.345, -2.6471105050093997],
    [0.95, 4999, 1.6451584985826644],
    [0.001, 0.7, -3637.0146301057393],
    [0.95, 1e8, 1.6448536421891635],
    [0.5, 3, 0],
    [1, 3, Infinity],
  ])("has SciPy's %d-quantile with %d degrees of freedom", (p, degrees, expected) => {
    expect(relativeError(studentTQuantile(p, degrees), expected)).toBeLessThan(NINE_DIGITS);
  });
});

describe("the binomial distribution", () => {
  // binom.cdf(k, n, p) and binom.sf(k - 1, n, p)
  test.each([
    [3, 10, 0.5, 0.171875, 0.9453125],
    [0, 10, 0.95, 9.765625000000086e-14, 1],
    [9, 10, 0.95, 0.4012630607616214, 0.9138616441006835],
    [4900, 10_000, 0.5, 0.023292763852473225, 0.9777871004769597],
    [94_800, 100_000, 0.95, 0.0019954800696527957, 0.9980933448096565],
    [-1, 10, 0.5, 0, 1],
    [11, 10, 0.5, 1, 0],
  ])("has SciPy's two tails at %d of %d with probability %d", (k, n, p, upTo, from) => {
    expect(relativeError(binomialCdf(k, n, p), upTo)).toBeLessThan(NINE_DIGITS);
    expect(relativeError(binomialUpperTail(k, n, p), from)).toBeLessThan(NINE_DIGITS);
  });
});

// gammaln(x)
test.each([
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247],
  [1, 0],
  [3.7, 1.428072326665388],
  [14.9, 24.924132002217277],
  [15, 25.191221182738683],
  [100.5, 361.43554046777757],
  [1e5, 1051287.7089736569],
])("ln of the gamma function at %d is SciPy's", (x, expected) => {
  expect(relativeError(logGamma(x), expected)).toBeLessThan(1e-12);
});

// betainc(a, b, x)
test.each([
  [0.3, 2, 3, 0.3483],
  [0.999, 0.5, 0.5, 0.9798649583666235],
  [1e-5, 0.5, 20, 0.015857272684664293],
  [0.95, 950, 51, 0.537529040801425],
  [0.5, 50_000, 50_500, 0.9426264553709124],
  [0, 2, 3, 0],
  [1, 2, 3, 1],
])("the incomplete beta function at %d with %d and %d is SciPy's", (x, a, b, expected) => {
  expect(relativeError(incompleteBeta(x, a, b), expected)).toBeLessThan(NINE_DIGITS);
});

test.each([-0.1, 1.1, Number.NaN])("%d is no probability", (p) => {
  expect(() => normalQuantile(p)).toThrow(RangeError);
  expect(() => incompleteBeta(p, 1, 1)).toThrow(RangeError);
});

test("numbers outside a function's domain are refused", () => {
  expect(() => logGamma(0)).toThrow(RangeError);
  expect(() => studentTCdf(1, 0)).toThrow(RangeError);
});
