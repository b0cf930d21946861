import { expect, test } from "vitest";
import { compareFigure, type FigureComparison } from "../../src/compare/compare-figure.ts";
import type { Figure } from "../../src/compare/figure.ts";
import { judge } from "../../src/compare/gate.ts";
import { planMore } from "../../src/compare/plan-more.ts";
import type { Plan } from "../../src/compare/verdict.ts";
import { clusterBy } from "../../src/stats/clusters.ts";
import { seededRandom } from "../../src/stats/random.ts";

function planOf(comparison: FigureComparison, margin: number): Plan {
  if (comparison.difference === null) throw new Error("a plan needs a difference");
  return planMore(comparison, comparison.difference, margin);
}

/** Pairs of which a share `gained` and a share `lost` are discordant, drawn at random. */
function drawn(pairs: number, gained: number, lost: number, seed: number): Figure {
  const random = seededRandom(seed);
  const baseline = new Float64Array(pairs);
  const candidate = new Float64Array(pairs);
  for (let pair = 0; pair < pairs; pair++) {
    const draw = random();
    baseline[pair] = draw < gained ? 0 : 1;
    candidate[pair] = draw >= gained && draw < gained + lost ? 0 : 1;
  }
  return { name: "score", direction: "higher is better", of: { kind: "binary" }, pairs: { baseline, candidate } };
}

const shareOf = (kind: string, pairs: number, gained: number, lost: number) => {
  const runs = 1000;
  let count = 0;
  for (let seed = 1; seed <= runs; seed++) {
    const comparison = compareFigure(drawn(pairs, gained, lost, seed));
    if (judge([{ comparison, check: { kind: "regression", margin: 0.03 } }])[0]?.kind === kind) count += 1;
  }
  return count / runs;
};

// Four standard errors of 1,000 runs at 80 % are 5 %.
test("the pairs it asks for do settle an unchanged score about 80 % of the time", () => {
  const { pairsIfUnchanged } = planOf(compareFigure(drawn(400, 0.05, 0.05, 1)), 0.03);
  const comparison = compareFigure(drawn(400, 0.05, 0.05, 1));
  const half = ((comparison.changes?.gained ?? 0) + (comparison.changes?.lost ?? 0)) / 2 / 400;
  expect(Math.abs(shareOf("pass", pairsIfUnchanged, half, half) - 0.8)).toBeLessThan(0.05);
});

test("the pairs it asks for do settle a regression of the size observed", () => {
  const exact = compareFigure(drawn(500, 0.02, 0.08, 3));
  const { pairsIfAsObserved } = planOf(exact, 0.03);
  const gained = (exact.changes?.gained ?? 0) / 500;
  const lost = (exact.changes?.lost ?? 0) / 500;
  expect(Math.abs(shareOf("fail", pairsIfAsObserved, gained, lost) - 0.8)).toBeLessThan(0.06);
});

test("a cost is planned in its own unit, whichever way it should go", () => {
  const random = seededRandom(2);
  const baseline = Float64Array.from({ length: 60 }, () => random());
  const candidate = Float64Array.from({ length: 60 }, () => random());
  const of = { kind: "continuous" } as const;
  const low = compareFigure({ name: "cost", direction: "lower is better", of, pairs: { baseline, candidate } });
  const high = compareFigure({
    name: "cost",
    direction: "higher is better",
    of,
    pairs: { baseline: candidate, candidate: baseline },
  });
  const plan = planOf(low, 0.05);
  expect(plan.pairsIfUnchanged).toBeGreaterThan(60);
  expect(plan.pairsIfAsObserved / planOf(high, 0.05).pairsIfAsObserved).toBeCloseTo(1, 1);
});

test("clusters ask for more pairs", () => {
  const figure = drawn(300, 0.05, 0.05, 4);
  const order = [...figure.pairs.candidate.keys()].sort(
    (a, b) => (figure.pairs.candidate[a] ?? 0) - (figure.pairs.candidate[b] ?? 0),
  );
  const sorted = (values: Float64Array) => Float64Array.from(order, (place) => values[place] ?? 0);
  const pairs = { baseline: sorted(figure.pairs.baseline), candidate: sorted(figure.pairs.candidate) };
  const clusters = clusterBy(Array.from(order, (_, place) => String(Math.floor(place / 5))));
  const alone = planOf(compareFigure({ ...figure, pairs }), 0.03);
  const clustered = planOf(compareFigure({ ...figure, pairs, clusters }), 0.03);
  expect(clustered.pairsIfUnchanged).toBeGreaterThan(2 * alone.pairsIfUnchanged);
  expect(clustered.detectable).toBeGreaterThan(alone.detectable);
});

test("without a margin no number of pairs would pass an unchanged score", () => {
  expect(planOf(compareFigure(drawn(100, 0.1, 0.1, 5)), 0).pairsIfUnchanged).toBe(Infinity);
});
