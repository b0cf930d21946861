import { expect, test } from "vitest";
import { clusterBy } from "../../src/stats/clusters.ts";
import { mean } from "../../src/stats/mean.ts";
import { relativeError } from "../support/relative-error.ts";

const NINE_DIGITS = 1e-9;

// SciPy 1.17.1: stats.t.interval(0.95, 6, x.mean(), stats.sem(x)), and 0.9.
test("the mean of seven values has SciPy's t interval", () => {
  const estimate = mean(Float64Array.of(12.5, 9.1, 14.2, 11.8, 30.4, 10, 9.9));
  expect(relativeError(estimate?.value, 13.985714285714286)).toBeLessThan(NINE_DIGITS);
  expect(relativeError(estimate?.standardError, 2.8153853302564333)).toBeLessThan(NINE_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, 7.0967145555701)).toBeLessThan(NINE_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, 20.874714015858473)).toBeLessThan(NINE_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, 8.514913029907913)).toBeLessThan(NINE_DIGITS);
});

/*
 * CR2 and the degrees of freedom of Bell & McCaffrey written out with matrices, no closed form used (NumPy 2.4.6):
 *
 *   n = len(y); X = np.ones((n, 1)); M = np.linalg.inv(X.T @ X); H = X @ M @ X.T; e = y - y.mean()
 *   meat, columns = 0, []
 *   for g in np.unique(cluster):
 *       ix = np.flatnonzero(cluster == g)
 *       w, V = np.linalg.eigh(np.eye(len(ix)) - H[np.ix_(ix, ix)])
 *       R = V @ np.diag(w ** -0.5) @ V.T
 *       meat += (X[ix].T @ R @ e[ix])[0] ** 2
 *       columns.append(((np.eye(n) - H)[:, ix] @ R @ X[ix] @ M)[:, 0])
 *   se = np.sqrt(M[0, 0] ** 2 * meat)
 *   eigenvalues = np.linalg.eigvalsh(np.array(columns) @ np.array(columns).T)
 *   df = eigenvalues.sum() ** 2 / (eigenvalues ** 2).sum()      # 2.39240506329114
 *   stats.t.interval(0.95, df, y.mean(), se)
 */
test("the mean of unequal clusters has the robust interval of CR2", () => {
  const values = Float64Array.of(1, 0, 2, 5, 3, 3, 8, 1, 0, 4.5);
  const estimate = mean(values, clusterBy(["a", "a", "a", "b", "b", "c", "c", "c", "c", "d"]));
  expect(estimate?.value).toBe(2.75);
  expect(relativeError(estimate?.standardError, 0.7228896488707282)).toBeLessThan(NINE_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).lower, 0.08084417838304159)).toBeLessThan(NINE_DIGITS);
  expect(relativeError(estimate?.bounds(0.025).upper, 5.419155821616958)).toBeLessThan(NINE_DIGITS);
  expect(relativeError(estimate?.bounds(0.05).lower, 0.8573290649190137)).toBeLessThan(NINE_DIGITS);
});

test("clusters of one value each are no clusters", () => {
  const values = Float64Array.of(1, 0, 2, 5, 3, 3, 8, 1, 0, 4.5);
  const alone = mean(values)?.bounds(0.025);
  const clustered = mean(values, clusterBy("a b c d e f g h i j".split(" ")))?.bounds(0.025);
  expect(clustered?.lower).toBeCloseTo(alone?.lower ?? Number.NaN, 9);
  expect(clustered?.upper).toBeCloseTo(alone?.upper ?? Number.NaN, 9);
});

test("one value, or one cluster, has a mean and no bounds", () => {
  const nothing = { lower: -Infinity, upper: Infinity };
  expect(mean(Float64Array.of(4))?.value).toBe(4);
  expect(mean(Float64Array.of(4))?.bounds(0.05)).toEqual(nothing);
  expect(mean(Float64Array.of(4, 5), clusterBy(["a", "a"]))?.bounds(0.05)).toEqual(nothing);
});

test("equal values have bounds equal to them, and no values no mean", () => {
  expect(mean(Float64Array.of(2, 2, 2))?.bounds(0.05)).toEqual({ lower: 2, upper: 2 });
  expect(mean(new Float64Array())).toBeNull();
});

test.each([0, 0.5, 0.95, Number.NaN])("%d is refused as a tail", (tail) => {
  expect(() => mean(Float64Array.of(1, 2))?.bounds(tail)).toThrow(RangeError);
});
