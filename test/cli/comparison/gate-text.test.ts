import { expect, test } from "vitest";
import { comparisonMarkdown } from "../../../src/cli/comparison/comparison-markdown.ts";
import { combineExitCodes, gateExitCode } from "../../../src/cli/comparison/gate-exit-code.ts";
import { renderRunGate } from "../../../src/cli/comparison/gate-text.ts";
import type { GateRule } from "../../../src/core/gate.ts";
import { rowsOf } from "../../compare/tables.ts";
import { judgedReport } from "./judged-report.ts";

const rows = (count: number, wrong: number, text = "fine") =>
  rowsOf(count, (prompt) => ({ "score.right": prompt < wrong ? 0 : 1, completion: text }));

test("a run's gate names what it compared with, each check, and the prompts that got worse where it is no pass", async () => {
  const report = await judgedReport(rows(400, 0), rows(400, 40));
  const text = renderRunGate(report, report.gate, "promptgrid compare before after");
  expect(text.split("\n")).toEqual([
    "Gate: FAIL, compared with before over 400 prompts",
    expect.stringMatching(/^ {2}FAIL {10}qwen \/ v1: score\.right: -10 pp, at best -7\.\d pp \(margin 3 pp\)$/),
    expect.stringMatching(/^ {16}40 worse: p0, p1, .*p19, and 20 more$/),
    "See all of it with: promptgrid compare before after",
    "",
  ]);
});

test("a gate that looked at the run alone compares with nothing", async () => {
  const rule: GateRule = { figure: "score.right", margin: null, min: 0.95, max: null };
  const report = await judgedReport(rows(400, 40), rows(400, 40), { rules: [rule] });
  expect(renderRunGate(report, report.gate, null)).toBe(
    "Gate: FAIL\n  FAIL          qwen / v1: score.right min: 90%, demanded at least 95%\n",
  );
});

test("nothing of an answer becomes markup, a link or a cell of the Markdown table", async () => {
  const report = await judgedReport(rows(40, 0), rows(40, 3, "a | b\n<img src=x> [link](http://x) `code` @all"));
  const markdown = comparisonMarkdown(report);
  expect(markdown).toContain("**Gate: INCONCLUSIVE**");
  expect(markdown).toContain("a &#124; b &#60;img src=x&#62; &#91;link&#93;&#40;http://x&#41; &#96;code&#96; &#64;all");
  expect(markdown).not.toMatch(/<img|\]\(http/);
});

test.each([
  [0, 0, 0],
  [0, 1, 1],
  [0, 4, 4],
  [3, 0, 3],
  [3, 1, 1],
  [3, 4, 3],
  [130, 1, 130],
  [143, 4, 143],
])("a run that ends with %i and a gate with %i make %i", (run, gate, both) => {
  expect(combineExitCodes(run, gate)).toBe(both);
});

test("an open question is exit 4, or what it is told to count as; a failure is a failure", async () => {
  const open = (await judgedReport(rows(40, 0), rows(40, 2))).gate;
  expect([gateExitCode(open, undefined), gateExitCode(open, "pass"), gateExitCode(open, "fail")]).toEqual([4, 0, 1]);
  const failed = (await judgedReport(rows(400, 0), rows(400, 40))).gate;
  expect([gateExitCode(failed, undefined), gateExitCode(failed, "pass")]).toEqual([1, 1]);
  expect(gateExitCode(null, "fail")).toBe(0);
});
