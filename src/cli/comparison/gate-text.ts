import type { ComparisonReport } from "../../compare/report.ts";
import type { ReportedCheck, ReportedGate } from "../../compare/report-gate.ts";
import { formatCount, formatQuantity } from "../format/number.ts";
import { pad, printable } from "../format/text.ts";
import { checkText, checkTitle, verdictWord } from "./check-text.ts";
import { comparisonNotes, idList } from "./comparison-notes.ts";
import { worsePrompts } from "./worse-prompts.ts";

/** Prompts that a failed check names. */
const NAMED = 20;

/** A gate below the comparison that it judges. */
export function renderGate(gate: ReportedGate): string {
  return [`Gate: ${verdictWord(gate)}`, ...gate.checks.map(checkLine)].join("\n");
}

/** A gate at the end of a run: what it compared with, each check, and the prompts that got worse where it is no pass. */
export function renderRunGate(report: ComparisonReport, gate: ReportedGate, compareCommand: string | null): string {
  const { baseline, prompts } = report;
  const against =
    compareCommand === null
      ? ""
      : `, compared with ${printable(baseline.label)} over ${formatQuantity(prompts.paired, "prompt")}`;
  const lines = gate.checks.flatMap((check) => {
    const worse = check.verdict.kind === "pass" ? null : worsePrompts(report, check);
    if (worse === null) return [checkLine(check)];
    const ids = { count: worse.count, ids: worse.ids.slice(0, NAMED) };
    return [checkLine(check), `  ${" ".repeat(13)} ${formatCount(worse.count)} worse: ${idList(ids)}`];
  });
  const left = comparisonNotes(report)
    .filter(([heading]) => heading === "" || heading === "Not compared")
    .map(([heading, text]) => `  ${heading === "" ? "Not compared" : heading}: ${text}`);
  const next = compareCommand === null ? [] : [`See all of it with: ${compareCommand}`];
  return `${[`Gate: ${verdictWord(gate)}${against}`, ...lines, ...left, ...next].join("\n")}\n`;
}

function checkLine(check: ReportedCheck): string {
  return `  ${pad(verdictWord({ verdict: check.verdict.kind }), 13, "left")} ${checkTitle(check)}: ${checkText(check)}`;
}
