import { expect, test } from "vitest";
import { demandFigures } from "../../src/compare/demand-figures.ts";
import { FIXED_COLUMNS, measuresOf } from "../../src/compare/measures.ts";
import type { GateRule } from "../../src/core/gate.ts";

const measures = measuresOf(["score.right", "score.short", ...FIXED_COLUMNS], new Set(["score.short"]));

const rule = (figure: string, fields: Partial<GateRule> = {}): GateRule => ({
  figure,
  margin: { kind: "own unit", amount: 0.03 },
  min: null,
  max: null,
  ...fields,
});

test("without rules every score that is better when higher must not get worse by 3 pp, or by the margin given", () => {
  expect(demandFigures(measures, { rules: [] }, "after.csv")).toEqual([rule("score.right")]);
  const margin = { kind: "relative", amount: 0.1 } as const;
  expect(demandFigures(measures, { rules: [], margin }, "after.csv")).toEqual([rule("score.right", { margin })]);
});

test("where there is no score to judge by default, that is said, and what to do", () => {
  const without = measuresOf(FIXED_COLUMNS, new Set());
  expect(() => demandFigures(without, { rules: [] }, "after.csv")).toThrow(
    /after\.csv: holds no score in common with the baseline\. Configure `scorers`/,
  );
});

test("every rule on a figure that is not there, and every relative margin of a quantile, is refused at once", () => {
  const relative = { margin: { kind: "relative", amount: 0.1 } } as const;
  const rules = [rule("score.wrong"), rule("latency_p95_ms", relative), rule("cost", relative), rule("failed")];
  expect(() => demandFigures(measures, { rules }, "after.csv")).toThrow(
    /^gate: no such figure in both tables \(found score\.wrong, expected score\.right, .*\)\ngate: latency_p95_ms: a quantile has no relative margin \(expected a margin in milliseconds\)$/,
  );
});
