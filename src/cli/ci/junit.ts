import type { ComparisonReport } from "../../compare/report.ts";
import type { ReportedCheck, ReportedGate } from "../../compare/report-gate.ts";
import { checkText } from "../comparison/check-text.ts";
import { armTitle, idList } from "../comparison/comparison-notes.ts";
import { worsePrompts } from "../comparison/worse-prompts.ts";

/**
 * A gate as JUnit XML, the common subset that GitLab, Jenkins and others read (github.com/testmoapp/junitxml): one test case
 * per check, `failure` where it failed, `skipped` where it is inconclusive, or `failure` where that counts as one.
 */
export function junitXml(
  report: ComparisonReport,
  gate: ReportedGate,
  inconclusive: "pass" | "fail" | undefined,
): string {
  const outcomes = gate.checks.map((check) => outcomeOf(check, inconclusive));
  const count = (kind: Outcome) => outcomes.filter((outcome) => outcome === kind).length;
  const totals = `tests="${outcomes.length}" failures="${count("failure")}" errors="0" skipped="${count("skipped")}"`;
  const name = attribute(`${report.baseline.label} -> ${report.candidate.label}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="promptgrid gate" ${totals}>`,
    `  <testsuite name=${name} ${totals}>`,
    ...gate.checks.map((check, index) => testCase(report, check, outcomes[index] ?? "passed")),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

type Outcome = "passed" | "failure" | "skipped";

function outcomeOf({ verdict }: ReportedCheck, inconclusive: "pass" | "fail" | undefined): Outcome {
  if (verdict.kind === "pass") return "passed";
  return verdict.kind === "fail" || inconclusive === "fail" ? "failure" : "skipped";
}

function testCase(report: ComparisonReport, reported: ReportedCheck, outcome: Outcome): string {
  const { figure, check, verdict } = reported;
  const side = check.kind === "regression" ? "" : ` ${check.kind}`;
  const start = `    <testcase classname=${attribute(armTitle(reported))} name=${attribute(figure + side)}`;
  if (outcome === "passed") return `${start}/>`;
  const message = attribute(checkText(reported));
  if (outcome === "skipped") return `${start}><skipped message=${message}/></testcase>`;
  const worse = worsePrompts(report, reported);
  const body = worse === null ? "" : `Worse: ${idList(worse)}`;
  return `${start}><failure type="${verdict.kind}" message=${message}>${content(body)}</failure></testcase>`;
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What XML 1.0 has no way to write (its section 2.2, Char): control characters, half surrogate pairs, U+FFFE and U+FFFF. */
const NO_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

function content(text: string): string {
  return text.replaceAll(NO_XML, "").replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);
}

/** Line breaks would be read as blanks. */
function attribute(text: string): string {
  return `"${content(text).replaceAll(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;
}
