import { expect, test } from "vitest";
import { mcNemar } from "../../src/stats/mcnemar.ts";
import { relativeError } from "../support/relative-error.ts";

// SciPy 1.17.1: [stats.binomtest(lost, gained + lost, 0.5, alternative=a).pvalue for a in ("two-sided", "greater", "less")]
test.each([
  [1, 7, 0.0703125, 0.03515625, 0.99609375],
  [12, 2, 0.012939453125, 0.99908447265625, 0.0064697265625],
  [0, 1, 1, 0.5, 1],
  [5, 5, 1, 0.623046875, 0.623046875],
  [50, 75, 0.03140933356670003, 0.015704666783350016, 0.990161302753567],
  [5000, 5300, 0.003215819673645259, 0.0016079098368226295, 0.9984916361481474],
  [0, 40, 1.8189894035458565e-12, 9.094947017729282e-13, 1],
])("%d gained and %d lost: SciPy's p values", (gained, lost, twoSided, worse, better) => {
  const p = mcNemar({ gained, lost });
  expect(relativeError(p.twoSided, twoSided)).toBeLessThan(1e-9);
  expect(relativeError(p.worse, worse)).toBeLessThan(1e-9);
  expect(relativeError(p.better, better)).toBeLessThan(1e-9);
});

test("without a discordant pair there is no evidence of anything", () => {
  expect(mcNemar({ gained: 0, lost: 0 })).toEqual({ twoSided: 1, worse: 1, better: 1 });
});
