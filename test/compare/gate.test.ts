import { describe, expect, test } from "vitest";
import { compareFigure } from "../../src/compare/compare-figure.ts";
import type { Direction, Figure, FigureKind } from "../../src/compare/figure.ts";
import { judge, overall } from "../../src/compare/gate.ts";
import type { Check, Verdict } from "../../src/compare/verdict.ts";
import { clusterBy } from "../../src/stats/clusters.ts";
import { seededRandom } from "../../src/stats/random.ts";

/** `pairs` pairs of which the first `gained` are right only in the candidate, the next `lost` only in the baseline. */
function binary(pairs: number, gained: number, lost: number): Figure {
  const baseline = Float64Array.from({ length: pairs }, (_, pair) => (pair < gained ? 0 : 1));
  const candidate = Float64Array.from({ length: pairs }, (_, pair) => (pair >= gained && pair < gained + lost ? 0 : 1));
  return figureOf({ kind: "binary" }, "higher is better", baseline, candidate);
}

function figureOf(of: FigureKind, direction: Direction, baseline: Float64Array, candidate: Float64Array): Figure {
  return { name: "figure", direction, of, pairs: { baseline, candidate } };
}

/** Latencies around 1, and the same changed by `factor` with some noise. */
function latencies(pairs: number, factor: number): Pick<Figure, "pairs"> {
  const random = seededRandom(9);
  const baseline = Float64Array.from({ length: pairs }, () => 0.5 + random());
  return { pairs: { baseline, candidate: baseline.map((value) => value * factor * (0.95 + 0.1 * random())) } };
}

function verdictOf(figure: Figure, check: Check): Verdict {
  const [verdict] = judge([{ comparison: compareFigure(figure), check }]);
  if (verdict === undefined) throw new Error("one demand has one verdict");
  return verdict;
}

const margin: Check = { kind: "regression", margin: 0.03 };

describe("a binary score with a margin of 3 pp", () => {
  // Tango's one-sided 95 % bounds of 1,000 pairs, gained/lost: 50/50 -0.0166 to 0.0166, 20/80 -0.0769 to -0.0443, 40/70
  // -0.0476 to -0.0129 (SciPy, as in test/stats/tango.test.ts).
  test("passes where the lower bound is above the margin", () => {
    expect(verdictOf(binary(1000, 50, 50), margin)).toEqual({ kind: "pass" });
  });

  test("fails where the upper bound is below the margin", () => {
    expect(verdictOf(binary(1000, 20, 80), margin)).toMatchObject({ kind: "fail", because: "margin" });
  });

  test("is undecided in between, and says what would settle it", () => {
    const verdict = verdictOf(binary(1000, 40, 70), margin);
    expect(verdict).toMatchObject({ kind: "inconclusive", because: { kind: "undecided" } });
  });

  test("is undecided on 40 pairs without a single change", () => {
    const verdict = verdictOf(binary(40, 0, 0), margin);
    expect(verdict).toMatchObject({ kind: "inconclusive", because: { kind: "undecided" } });
  });

  test("passes 88 pairs without a change, and not 87", () => {
    expect(verdictOf(binary(88, 0, 0), margin).kind).toBe("pass");
    expect(verdictOf(binary(87, 0, 0), margin).kind).toBe("inconclusive");
  });

  test("in clusters, the same changes weigh less when they come together", () => {
    const figure = binary(300, 0, 9);
    const apart = clusterBy(Array.from({ length: 300 }, (_, pair) => String(pair % 100)));
    const together = clusterBy(Array.from({ length: 300 }, (_, pair) => String(Math.floor(pair / 3))));
    const lower = (clusters: Figure["clusters"]) =>
      compareFigure({ ...figure, clusters }).difference?.bounds(0.05).lower ?? Number.NaN;
    expect(lower(together)).toBeLessThan(lower(apart));
  });
});

describe("a strict gate", () => {
  const strict: Check = { kind: "regression", margin: 0.03, strict: true };

  // stats.binomtest(45, 65, 0.5).pvalue is 0.0026264; the bounds, -0.0388 and -0.0120, straddle the margin.
  test("fails a significant drop that a margin alone leaves undecided", () => {
    expect(verdictOf(binary(1000, 20, 45), margin).kind).toBe("inconclusive");
    const verdict = verdictOf(binary(1000, 20, 45), strict);
    expect(verdict).toMatchObject({ kind: "fail", because: "strict" });
    expect(verdict).toHaveProperty("p", expect.closeTo(0.0026264, 7));
  });

  // 0.3 pp of 100,000 pairs: far inside the margin, and certainly there.
  test("fails a significant drop within the margin, as fail wins", () => {
    expect(verdictOf(binary(100_000, 5000, 5300), margin).kind).toBe("pass");
    expect(verdictOf(binary(100_000, 5000, 5300), strict)).toMatchObject({ kind: "fail", because: "strict" });
  });

  test("never fails a gain", () => {
    expect(verdictOf(binary(1000, 80, 20), strict).kind).toBe("pass");
  });

  test("takes two-sided bounds where McNemar's test does not apply", () => {
    const slower: Figure = {
      name: "p50",
      direction: "lower is better",
      of: { kind: "continuous" },
      ...latencies(500, 1.01),
    };
    expect(verdictOf(slower, { kind: "regression", margin: 0.1 }).kind).toBe("pass");
    expect(verdictOf(slower, { kind: "regression", margin: 0.1, strict: true })).toMatchObject({ because: "strict" });
  });
});

describe("a figure that should be low", () => {
  const ten: Check = { kind: "regression", margin: 0.1 };
  test.each([
    [1.3, "fail"],
    [1, "pass"],
    [0.7, "pass"],
  ])("at %d times the baseline's mean a margin of 10 % gives %s", (factor, expected) => {
    const figure: Figure = {
      name: "cost",
      direction: "lower is better",
      of: { kind: "ratio" },
      ...latencies(300, factor),
    };
    expect(verdictOf(figure, ten).kind).toBe(expected);
  });

  test.each([
    [0.5, 1.3, "fail"],
    [0.5, 1, "pass"],
    [0.95, 1.3, "fail"],
    [0.95, 0.8, "pass"],
  ])("the %d-quantile at %d times the baseline's gives %s", (p, factor, expected) => {
    const of = { kind: "quantile", p } as const;
    const figure: Figure = { name: "latency", direction: "lower is better", of, ...latencies(4000, factor) };
    expect(verdictOf(figure, ten).kind).toBe(expected);
  });
});

describe("missing values", () => {
  const without = (figure: Figure, side: "baseline" | "candidate", count: number): Figure => {
    const values = figure.pairs[side].map((value, pair) => (pair % 7 === 3 && pair < 7 * count ? Number.NaN : value));
    return { ...figure, pairs: { ...figure.pairs, [side]: values } };
  };

  test("leave a verdict standing when few and on both sides alike", () => {
    const figure = without(binary(1000, 0, 0), "candidate", 4);
    expect(compareFigure(figure)).toMatchObject({ pairs: 996, missing: { onlyInCandidate: 4, share: 0.004 } });
    expect(verdictOf(figure, margin).kind).toBe("pass");
  });

  test("forbid a verdict above 2 % of the pairs, even on a sure failure", () => {
    const both = without(without(binary(1000, 0, 400), "baseline", 21), "candidate", 21);
    expect(compareFigure(both).missing).toMatchObject({ inBoth: 21, p: 1 });
    expect(verdictOf(both, margin)).toMatchObject({ because: { kind: "missing", share: 0.021 } });
    expect(verdictOf(both, { kind: "min", limit: 0.1 })).toMatchObject({ because: { kind: "missing" } });
  });

  // stats.binomtest(6, 6, 0.5).pvalue is 0.03125, of five 0.0625.
  test("forbid a verdict where one run has significantly more of them", () => {
    expect(verdictOf(without(binary(1000, 0, 0), "candidate", 6), margin)).toMatchObject({
      because: { kind: "missing differently", p: expect.closeTo(0.03125, 9) },
    });
    expect(verdictOf(without(binary(1000, 0, 0), "candidate", 5), margin).kind).toBe("pass");
  });

  test("are not zeros: all of them missing leaves nothing to judge", () => {
    const none = new Float64Array(10).fill(Number.NaN);
    const figure = figureOf({ kind: "binary" }, "higher is better", none, none);
    expect(compareFigure(figure)).toMatchObject({ pairs: 0, baseline: null, difference: null });
    expect(verdictOf(figure, margin)).toMatchObject({ because: { kind: "missing", share: 1 } });
  });

  test("of a whole cluster take the cluster away", () => {
    const figure = { ...binary(6, 0, 0), clusters: clusterBy(["a", "a", "b", "b", "c", "c"]) };
    figure.pairs.candidate.fill(Number.NaN, 2, 4);
    expect(compareFigure(figure).units).toBe(2);
  });
});

describe("too little to judge", () => {
  test("no pairs are inconclusive", () => {
    const empty = new Float64Array();
    const figure = figureOf({ kind: "continuous" }, "higher is better", empty, empty);
    expect(verdictOf(figure, margin)).toMatchObject({ because: { kind: "no pairs" } });
  });

  test("a ratio to a baseline of 0 is inconclusive", () => {
    const zeros = new Float64Array(100);
    const figure = figureOf({ kind: "ratio" }, "lower is better", zeros, zeros);
    expect(verdictOf(figure, margin)).toMatchObject({ because: { kind: "no figure" } });
  });

  test.each([
    [1, "undecided"],
    [2, "too few equal pairs"],
    [87, "too few equal pairs"],
  ])("%d equal continuous pairs are inconclusive: %s", (pairs, kind) => {
    const same = new Float64Array(pairs).fill(0.7);
    const figure = figureOf({ kind: "continuous" }, "higher is better", same, same);
    expect(verdictOf(figure, margin)).toMatchObject({ because: { kind } });
  });

  test("88 equal continuous pairs pass", () => {
    const same = new Float64Array(88).fill(0.7);
    expect(verdictOf(figureOf({ kind: "continuous" }, "higher is better", same, same), margin).kind).toBe("pass");
  });

  test("two pairs that dropped by the same do not fail", () => {
    const figure = figureOf(
      { kind: "continuous" },
      "higher is better",
      Float64Array.of(0.9, 0.8),
      Float64Array.of(0.4, 0.3),
    );
    expect(verdictOf(figure, margin)).toMatchObject({ because: { kind: "too few equal pairs", needed: 88 } });
  });
});

describe("limits", () => {
  test.each([
    ["min", 0.93, "pass"],
    ["min", 0.95, "pass"],
    ["min", 0.951, "fail"],
    ["max", 0.95, "pass"],
    ["max", 0.9, "fail"],
  ] as const)("of %s %d look at the candidate's own figure: %s", (kind, limit, expected) => {
    expect(verdictOf(binary(1000, 0, 50), { kind, limit }).kind).toBe(expected);
  });
});

describe("several checks at once", () => {
  const compared = (gained: number, lost: number) => compareFigure(binary(1000, gained, lost));

  test("fail only what Holm's adjustment leaves standing", () => {
    const demand = { comparison: compared(20, 66), check: margin };
    const [alone] = judge([demand]);
    expect(alone).toMatchObject({ kind: "fail", because: "margin" });
    const others = Array.from({ length: 9 }, () => ({ comparison: compared(50, 50), check: margin }));
    const [among] = judge([demand, ...others]);
    expect(among).toMatchObject({ kind: "inconclusive", because: { kind: "one of many", checks: 10 } });
  });

  test("fail a clear regression among however many", () => {
    const others = Array.from({ length: 99 }, () => ({ comparison: compared(50, 50), check: margin }));
    const verdicts = judge([{ comparison: compared(20, 140), check: margin }, ...others]);
    expect(verdicts[0]).toMatchObject({ kind: "fail", because: "margin" });
    expect(verdicts.slice(1).every(({ kind }) => kind === "pass")).toBe(true);
  });

  test("leave limits out of the family", () => {
    const limit = { comparison: compared(0, 50), check: { kind: "min", limit: 0.99 } } as const;
    expect(judge([limit, limit, limit]).map(({ kind }) => kind)).toEqual(["fail", "fail", "fail"]);
  });

  test("come to fail before inconclusive before pass", () => {
    const pass: Verdict = { kind: "pass" };
    const fail: Verdict = { kind: "fail", because: "min", p: null };
    const open: Verdict = { kind: "inconclusive", because: { kind: "no pairs" } };
    expect(overall([pass, open, fail])).toBe("fail");
    expect(overall([pass, open])).toBe("inconclusive");
    expect(overall([pass])).toBe("pass");
    expect(overall([])).toBe("pass");
  });
});

test("an average over repeats is not binary", () => {
  const values = Float64Array.of(0, 1, 2 / 3);
  expect(() => compareFigure(figureOf({ kind: "binary" }, "higher is better", values, values))).toThrow(RangeError);
});

test.each([
  ["lengths that differ", Float64Array.of(0, 1), Float64Array.of(0)],
  ["an infinite value", Float64Array.of(0, 1), Float64Array.of(0, -Infinity)],
])("%s are a mistake of the caller", (_, baseline, candidate) => {
  expect(() => compareFigure(figureOf({ kind: "continuous" }, "higher is better", baseline, candidate))).toThrow(
    RangeError,
  );
});

test("clusters must cover every pair", () => {
  const figure = { ...binary(3, 0, 0), clusters: clusterBy(["a", "b"]) };
  expect(() => compareFigure(figure)).toThrow(RangeError);
});
