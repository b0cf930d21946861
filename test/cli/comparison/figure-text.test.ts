import { expect, test } from "vitest";
import {
  formatChange,
  formatDifference,
  formatFigure,
  formatP,
  verdictOf,
} from "../../../src/cli/comparison/figure-text.ts";
import { formatScore } from "../../../src/cli/score-table.ts";

test.each([
  [1, "100%"],
  [0.9996, "99.96%"],
  [0.999996, "99.9996%"],
  [0.8214, "82.1%"],
  [0.0004, "0.04%"],
  [0, "0%"],
])("a share of %d reads as %s: only all is 100 %% and only none is 0 %%", (share, text) => {
  expect(formatFigure(share, "share")).toBe(text);
});

test.each([
  [0.04996, "0.04996"],
  [0.04999999, "<0.05"],
  [0.04, "0.040"],
  [0.05, "0.050"],
  [0.0504, "0.050"],
  [0.00049, "0.0005"],
  [0.00009, "<0.0001"],
  [1, "1.000"],
])("p = %d reads as %s and is never rounded across 0.05", (p, text) => {
  expect(formatP(p)).toBe(text);
});

test.each([
  [0.0004, "share", "+0.04 pp"],
  [-0.0004, "share", "-0.04 pp"],
  [0.3, "ms", "+0.3 ms"],
  [-12, "ms", "-12 ms"],
  [-0.04, "tokens", "-0.04"],
  [0.1 + 0.2 - 0.3, "score", "0"],
  [0, "share", "0 pp"],
] as const)("a difference of %d (%s) reads as %s: what differs never reads as 0", (difference, unit, text) => {
  expect(formatDifference(difference, unit)).toBe(text);
});

test.each([
  [0.99996, "0.99996"],
  [1, "1"],
  [0.73421, "0.7342"],
  [12_345.6, "12,346"],
  [0.00000012, "0.00000012"],
])("a mean of %d reads as %s", (mean, text) => {
  expect([formatScore(mean), formatFigure(mean, "score")]).toEqual([text, text]);
});

test("a relative change that is none reads as none", () => {
  expect([formatChange(0), formatChange(1e-17), formatChange(-0.0312)]).toEqual(["0%", "0%", "-3.1%"]);
});

test("without bounds, the test decides whether a difference is better or worse", () => {
  const difference = { value: 1, lower: null, upper: null, method: "bootstrap" } as const;
  const direction = "lower is better" as const;
  expect(verdictOf({ difference, direction, p_value: 1e-9 })).toBe("worse");
  expect(verdictOf({ difference, direction, p_value: 0.5 })).toBe("");
});
