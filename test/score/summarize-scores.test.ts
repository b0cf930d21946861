import { describe, expect, test } from "vitest";
import type { RepeatsRule } from "../../src/core/scorer-config.ts";
import { combineRepeats } from "../../src/score/combine-repeats.ts";
import { labelValue } from "../../src/score/label-value.ts";
import { figuresOf, promptScores } from "../../src/score/summarize-scores.ts";

const NONE = new Float64Array(0);

function summarize(values: readonly number[], repeats: number, rule: RepeatsRule, isAmount = false) {
  const cells = Float64Array.from(values.keys());
  const column = { cells, values: Float64Array.from(values), errors: NONE };
  return figuresOf([...promptScores(column, { templates: 1, repeats }, rule)], isAmount);
}

describe("the repeats of a prompt", () => {
  test("majority takes the most frequent value, and the lower one of a tie", () => {
    expect(combineRepeats([1, 0, 1], "majority")).toBe(1);
    expect(combineRepeats([1, 0], "majority")).toBe(0);
    expect(combineRepeats([0.5, 0.25, 0.5], "majority")).toBe(0.5);
  });

  test("pass@k is the chance that one of k passes, and unknown for fewer repeats than k", () => {
    // 1 - C(3, 2) / C(5, 2) = 1 - 3 / 10
    expect(combineRepeats([1, 1, 0, 0, 0], { passAt: 2 })).toBeCloseTo(0.7, 12);
    expect(combineRepeats([1], { passAt: 2 })).toBeNull();
  });

  test("each prompt weighs the same, however many of its repeats have a score", () => {
    const figures = summarize([1, Number.NaN, 0, 0], 2, "mean");
    expect(figures).toMatchObject({ mean: 0.5, scored: 3 });
  });
});

test("a mean of ones and zeros has Wilson's interval", () => {
  // scipy.stats.binomtest(8, 10).proportion_ci(method="wilson") = (0.4901624715, 0.9433178485)
  const { mean, interval } = summarize([1, 1, 1, 1, 1, 1, 1, 1, 0, 0], 1, "mean");
  expect(mean).toBe(0.8);
  expect(interval?.[0]).toBeCloseTo(0.4901624715, 9);
  expect(interval?.[1]).toBeCloseTo(0.9433178485, 9);
});

test("other means, and amounts that happen to be one, have Student's", () => {
  // scipy.stats.t.interval(0.95, 2, loc=2, scale=1/sqrt(3)) = (-0.484137712, 4.484137712)
  const { interval } = summarize([1, 2, 3], 1, "mean");
  expect(interval?.[0]).toBeCloseTo(-0.484137712, 8);
  expect(interval?.[1]).toBeCloseTo(4.484137712, 8);
  expect(summarize([1, 1], 1, "mean", true).interval).toEqual([1, 1]);
  expect(summarize([5], 1, "mean").interval).toBeNull();
});

test("without any score there is no mean, and it is not 0", () => {
  expect(summarize([], 1, "mean")).toEqual({ mean: null, interval: null, scored: 0, errors: 0 });
  expect(summarize([Number.NaN], 1, "mean").mean).toBeNull();
});

test("templates are kept apart, and errors are counted with their prompt", () => {
  const column = {
    cells: Float64Array.of(0, 1, 2, 3),
    values: Float64Array.of(1, 0, Number.NaN, 1),
    errors: Float64Array.of(2),
  };
  expect([...promptScores(column, { templates: 2, repeats: 1 }, "mean")]).toEqual([
    { position: 0, template: 0, value: 1, scored: 1, errors: 0 },
    { position: 0, template: 1, value: 0, scored: 1, errors: 0 },
    { position: 1, template: 0, value: null, scored: 0, errors: 1 },
    { position: 1, template: 1, value: 1, scored: 1, errors: 0 },
  ]);
});

test.each([
  ["是", 1],
  ["Correct", 1],
  ["×", 0],
  ["NO", 0],
  ["３", 3],
  ["0.5", 0.5],
  ["", null],
  ["maybe", null],
])("the label %j stands for %j", (cell, value) => {
  expect(labelValue(cell)).toBe(value);
});
