import * as fc from "fast-check";
import { expect, test } from "vitest";
import { clusterBy } from "../../src/stats/clusters.ts";
import { pairedMeans, relativeChange } from "../../src/stats/paired-means.ts";
import { relativeError } from "../support/relative-error.ts";

const SIX_DIGITS = 1e-6;

/*
 * SciPy 1.17.1 on the very same draws: mulberry32 in Python gives the indices, and scipy.stats.bootstrap, handed the
 * finished distribution (`prev.bootstrap_distribution`), the percentile bounds.
 *
 *   ix = np.array([[int(next(r) * units) for _ in range(units)] for _ in range(10_000)])        # r = mulberry32(seed)
 *   z = np.sqrt(units / (units - 1)) * stats.t.ppf(1 - tail, units - 1)
 *   stats.bootstrap(sample, statistic, n_resamples=0, bootstrap_result=prev, method="percentile", paired=True,
 *                   vectorized=False, confidence_level=1 - 2 * stats.norm.cdf(-z))
 */
const made = (count: number, factor: number, modulus: number) =>
  Float64Array.from({ length: count }, (_, k) => ((k * factor) % modulus) ** 1.5);

// base = ((k * 37) % 23) ** 1.5, cand = ((k * 53) % 29) ** 1.5 for k < 24; dist = (cand - base)[ix].mean(1), seed 7
test("the mean difference of pairs has SciPy's bootstrap bounds", () => {
  const estimate = pairedMeans({ baseline: made(24, 37, 23), candidate: made(24, 53, 29) }, { seed: 7 });
  expect(estimate?.method).toBe("bootstrap");
  expect(relativeError(estimate?.value, 19.107155962233673)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.standardError, 9.586459599217507)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, -0.3261211309181843)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, 40.311553213661625)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, 2.9082861975390824)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, 36.323942981552776)).toBeLessThan(SIX_DIGITS);
});

// dist = cand[ix].mean(1) / base[ix].mean(1) - 1, seed 7
test("the relative change of means has SciPy's bootstrap bounds", () => {
  const estimate = relativeChange({ baseline: made(24, 37, 23), candidate: made(24, 53, 29) }, { seed: 7 });
  expect(relativeError(estimate?.value, 0.47756951261740976)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, -0.007974982371396492)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, 1.2539049010457264)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, 0.06323156642298287)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, 1.0875525926575107)).toBeLessThan(SIX_DIGITS);
});

const sizes = Array.from({ length: 20 }, (_, cluster) => 1 + (cluster % 3));
const clusters = clusterBy(sizes.flatMap((size, cluster) => Array<string>(size).fill(`c${cluster}`)));

// 20 clusters of 1, 2, 3, 1 … pairs; dist = S[ix].sum(1) / N[ix].sum(1) of sums and sizes of clusters, seed 3
test("whole clusters are drawn, with SciPy's bootstrap bounds", () => {
  const pairs = { baseline: made(39, 37, 23), candidate: made(39, 53, 29) };
  const estimate = pairedMeans(pairs, { clusters, seed: 3 });
  expect(estimate?.method).toBe("bootstrap, clustered");
  expect(relativeError(estimate?.value, 21.46987664874231)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, 6.315049329856076)).toBeLessThan(SIX_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).upper, 36.9402885518969)).toBeLessThan(SIX_DIGITS);
});

test("too few pairs to draw from get Student's t, as do very many", () => {
  const few = { baseline: made(19, 37, 23), candidate: made(19, 53, 29) };
  const many = { baseline: made(5001, 37, 23), candidate: made(5001, 53, 29) };
  expect(pairedMeans(few)?.method).toBe("t");
  expect(pairedMeans(many)?.method).toBe("t");
});

// Above 5,000 pairs the relative change is linearised: d = cand - (1 + r) base over base.mean();
// r ± stats.t.ppf(0.95, 5000) * stats.sem(d / base.mean()), but for the leverage of each pair (5001 pairs: 1 in 5000).
test("the linearised relative change agrees with the delta method", () => {
  const baseline = made(5001, 37, 23).map((value) => value + 1);
  const candidate = made(5001, 53, 29).map((value) => value + 1);
  const estimate = relativeChange({ baseline, candidate });
  const middle = baseline.reduce((sum, value) => sum + value, 0) / 5001;
  const ratio = 1 + (estimate?.value ?? Number.NaN);
  const squares = candidate.reduce(
    (sum, value, k) => sum + (value / middle - (ratio * (baseline[k] ?? 0)) / middle) ** 2,
    0,
  );
  expect(relativeError(estimate?.standardError, Math.sqrt(squares / 5000 / 5001))).toBeLessThan(1e-3);
});

test("equal seeds give equal bounds, other seeds others", () => {
  const pairs = { baseline: made(24, 37, 23), candidate: made(24, 53, 29) };
  const bounds = (seed: number) => pairedMeans(pairs, { seed })?.bounds(0.05);
  expect(bounds(1)).toEqual(bounds(1));
  expect(bounds(1)).not.toEqual(bounds(2));
});

test("pairs that all differ by the same have exactly that as bounds", () => {
  const baseline = made(30, 1, 7);
  const candidate = baseline.map((value) => value + 0.5);
  expect(pairedMeans({ baseline, candidate: baseline })?.bounds(0.05)).toEqual({ lower: 0, upper: 0 });
  expect(pairedMeans({ baseline, candidate })?.bounds(0.05).lower).toBeCloseTo(0.5, 12);
});

test("one pair has no bounds and no pairs no estimate", () => {
  const one = { baseline: Float64Array.of(2), candidate: Float64Array.of(3) };
  const none = { baseline: new Float64Array(), candidate: new Float64Array() };
  expect(pairedMeans(one)?.bounds(0.05)).toEqual({ lower: -Infinity, upper: Infinity });
  expect(relativeChange(one)?.value).toBe(0.5);
  expect(pairedMeans(none)).toBeNull();
  expect(relativeChange(none)).toBeNull();
});

test("nothing is relative to a baseline of 0", () => {
  expect(relativeChange({ baseline: Float64Array.of(0, 0), candidate: Float64Array.of(1, 2) })).toBeNull();
});

test("a baseline that is mostly 0 gives wide bounds and never NaN", () => {
  const baseline = new Float64Array(25);
  baseline[3] = 1;
  const bounds = relativeChange({ baseline, candidate: new Float64Array(25).fill(0.1) })?.bounds(0.05);
  expect(bounds?.lower).not.toBeNaN();
  expect(bounds?.upper).toBe(Infinity);
});

test("no figure is ever NaN, and bounds never cross", () => {
  const value = fc.oneof(fc.constantFrom(0, 0, 1), fc.double({ min: -10, max: 1e6, noNaN: true }));
  const pair = fc.tuple(value, value, fc.nat(30));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 60 }), fc.boolean(), (rows, inClusters) => {
      const pairs = {
        baseline: Float64Array.from(rows, ([before]) => before),
        candidate: Float64Array.from(rows, ([, after]) => after),
      };
      const options = { draws: 50, clusters: inClusters ? clusterBy(rows.map(([, , key]) => `${key}`)) : undefined };
      for (const estimate of [pairedMeans(pairs, options), relativeChange(pairs, options)]) {
        const bounds = estimate?.bounds(0.05) ?? { lower: 0, upper: 0 };
        expect(estimate?.value).not.toBeNaN();
        expect(estimate?.standardError).not.toBeNaN();
        expect(bounds.lower).toBeLessThanOrEqual(bounds.upper);
      }
    }),
    { numRuns: 300 },
  );
});
