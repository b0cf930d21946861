import { describe, expect, test } from "vitest";
import { compare } from "../../src/compare/compare.ts";
import { reportComparison } from "../../src/compare/report-comparison.ts";
import type { ReportedFigure } from "../../src/compare/report.ts";
import { renderComparison } from "../../src/cli/comparison/comparison-text.ts";
import { comparisonMarkdown } from "../../src/cli/comparison/comparison-markdown.ts";
import { tableOf, type Row } from "./tables.ts";

async function reportOf(before: readonly Row[], after: readonly Row[], by: string | null = null) {
  const options = { by, cluster: null, seed: 1, isAgainstItself: false };
  const choice = { model: null, models: null, templates: null };
  const comparison = await compare(await tableOf(before), await tableOf(after), { choice, ...options });
  return reportComparison(comparison, { rows: 1, gate: null });
}

async function figureOf(
  before: readonly Row[],
  after: readonly Row[],
  name: string,
): Promise<ReportedFigure | undefined> {
  return (await reportOf(before, after)).arms[0]?.figures.find((figure) => figure.name === name);
}

/** Prompts with two repeats of this score each. */
const repeated = (prompts: number, score: (prompt: number, repeat: number) => number): Row[] =>
  Array.from({ length: prompts * 2 }, (_, row) => {
    const [prompt, repeat] = [Math.floor(row / 2), (row % 2) + 1];
    return { prompt_id: `p${prompt}`, repeat, "score.right": score(prompt, repeat) };
  });

describe("few values that are all equal", () => {
  test("set no bounds, and nothing is said to be detectable", async () => {
    const figure = await figureOf(
      repeated(60, () => 1),
      repeated(60, () => 1),
      "score.right",
    );
    expect(figure).toMatchObject({
      baseline: { value: 1, lower: null, upper: null },
      difference: { value: 0, lower: null, upper: null },
      detectable: null,
      p_value: 1,
    });
  });

  test("two pairs that differ by the same prove nothing", async () => {
    const figure = await figureOf(
      repeated(2, () => 0),
      repeated(2, () => 1),
      "score.right",
    );
    // scipy.stats.binomtest(2, 2).pvalue
    expect(figure).toMatchObject({ difference: { value: 1, lower: null, upper: null }, p_value: 0.5 });
  });

  test("many that differ by the same have the p value of the sign test", async () => {
    const figure = await figureOf(
      repeated(60, () => 0),
      repeated(60, () => 1),
      "score.right",
    );
    // scipy.stats.binomtest(60, 60).pvalue
    expect(figure?.p_value).toBeCloseTo(1.734723475976807e-18, 24);
  });
});

describe("judgements averaged over repeats", () => {
  test("read as shares, with bounds within 0 and 1", async () => {
    const rows = repeated(40, (prompt, repeat) => (prompt === 0 && repeat === 1 ? 0 : 1));
    const figure = await figureOf(rows, rows, "score.right");
    expect(figure).toMatchObject({ unit: "share", baseline: { value: 0.9875, upper: 1, method: "t" } });
    // scipy.stats.t.interval(0.95, 39, 0.9875, scipy.stats.sem([0.5] + [1] * 39))[0]
    expect(figure?.baseline?.lower).toBeCloseTo(0.962216363, 8);
  });
});

describe("cells from elsewhere", () => {
  const rows = [
    { prompt_id: "a, b", "score.right": 1, "input.kind": "two\nlines" },
    { prompt_id: "c\u001b[31m", "score.right": 1, "input.kind": "" },
  ];
  const worse = rows.map((row) => ({ ...row, "score.right": 0 }));

  test("neither break a line of the printed table nor reach the terminal, and empty slices are named", async () => {
    const text = renderComparison(await reportOf(rows, worse, "kind"));
    expect(text).toMatch(/^two lines {2}score\.right /m);
    expect(text).toMatch(/^\(empty\) +score\.right /m);
    expect(text).toContain('Worse: "a, b", c [31m');
  });

  test("a narrow terminal gets a narrower table", async () => {
    const report = await reportOf(rows, worse);
    const widthOf = (text: string) =>
      Math.max(
        ...text
          .split("\n")
          .filter((line) => line.startsWith("score.right "))
          .map((line) => line.length),
      );
    expect(widthOf(renderComparison(report))).toBeGreaterThan(100);
    expect(widthOf(renderComparison(report, 100))).toBeLessThanOrEqual(100);
  });

  test("no text becomes Markdown", async () => {
    expect(comparisonMarkdown(await reportOf(rows, worse, "kind"))).toContain(
      "| two lines | score&#46;right".replace("&#46;", "."),
    );
  });
});

test("tables without a prompt in common say why nothing is compared", async () => {
  const text = renderComparison(await reportOf([{ prompt_id: "a" }], [{ prompt_id: "b" }]));
  expect(text).toContain("0 paired: no id stands in both tables with the same input columns");
  expect(text).toContain("settings of both: there is no run.json beside the table");
});
