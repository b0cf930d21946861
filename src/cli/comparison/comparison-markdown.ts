import type { ComparisonReport, ReportedAnswer, ReportedArm, ReportedChange } from "../../compare/report.ts";
import type { ReportedGate } from "../../compare/report-gate.ts";
import { formatCount } from "../format/number.ts";
import type { TableColumn } from "../format/table.ts";
import { printable } from "../format/text.ts";
import { checkText, checkTitle, verdictWord } from "./check-text.ts";
import { armNotes, armTitle, comparisonNotes, idList } from "./comparison-notes.ts";
import { figureColumns, sliceColumns } from "./figure-columns.ts";
import { formatFigure } from "./figure-text.ts";

/** UTF-16 units of an answer that are shown; job summaries are limited to 1 MiB. */
const ANSWER_LENGTH = 600;

/** What cutting leaves of a character beyond 16 bits. */
const HALF_PAIR = /[\uD800-\uDBFF]$/;

/** A comparison in GitHub's Markdown, with a final line break. */
export function comparisonMarkdown(report: ComparisonReport): string {
  const notes = comparisonNotes(report).map(
    ([heading, text]) => `- ${heading === "" ? "" : `**${heading}** `}${escaped(text)}`,
  );
  const confidence = `Intervals are two-sided ${report.confidence * 100} %.`;
  const gate = report.gate === null ? [] : [gateMarkdown(report.gate)];
  const parts = ["## Comparison", ...gate, notes.join("\n"), ...report.arms.map(armMarkdown), confidence];
  return `${parts.join("\n\n")}\n`;
}

/** A gate that looked at one run alone in GitHub's Markdown, with a final line break. */
export function runGateMarkdown(report: ComparisonReport, gate: ReportedGate): string {
  return `## ${escaped(report.candidate.label)}\n\n${gateMarkdown(gate)}\n`;
}

/** A table in GitHub's Markdown. */
export function markdownTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ heading }) => escaped(heading.replaceAll("\n", " ")))),
    line(columns.map(({ align }) => (align === "right" ? "---:" : "---"))),
    ...rows.map((row) => line(columns.map(({ cell }) => escaped(cell(row))))),
  ].join("\n");
}

function gateMarkdown(gate: ReportedGate): string {
  const rows = gate.checks.map(
    (check) =>
      `| ${verdictWord({ verdict: check.verdict.kind })} | ${escaped(checkTitle(check))} | ${escaped(checkText(check))} |`,
  );
  return [`**Gate: ${verdictWord(gate)}**`, "", "| verdict | figure | |", "| --- | --- | --- |", ...rows].join("\n");
}

function armMarkdown(arm: ReportedArm): string {
  return [
    `### ${escaped(armTitle(arm))}`,
    markdownTable(figureColumns, arm.figures),
    ...armNotes(arm),
    ...(arm.slices.length === 0 ? [] : [markdownTable(sliceColumns, arm.slices)]),
    ...arm.changed.filter(({ better, worse }) => better + worse > 0).map(changeMarkdown),
  ].join("\n\n");
}

function changeMarkdown({ score, better, worse, worse_ids: ids, rows }: ReportedChange): string {
  const title = `${score}: ${formatCount(better)} better, ${formatCount(worse)} worse`;
  const table = [
    "| prompt | change | baseline | candidate |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ prompt_id: id, change, baseline, candidate }) => {
      const values = `${formatFigure(baseline.value, "score")} → ${formatFigure(candidate.value, "score")}`;
      return `| ${escaped(id)} | ${change}, ${values} | ${answersCell(baseline)} | ${answersCell(candidate)} |`;
    }),
  ];
  return [
    `<details><summary>${escaped(title)}</summary>`,
    ...(ids.count === 0 ? [] : [`Worse: ${escaped(idList(ids))}`]),
    table.join("\n"),
    "</details>",
  ].join("\n\n");
}

function answersCell({ answers }: ReportedAnswer): string {
  return answers
    .map(({ text, status, error }) => {
      const shown = status === "completed" ? text : `[${status}${error === "" ? "" : `: ${error}`}]`;
      return escaped(shown.length > ANSWER_LENGTH ? `${shown.slice(0, ANSWER_LENGTH).replace(HALF_PAIR, "")}…` : shown);
    })
    .join("<br>");
}

/** Nothing of a text may end a cell, start a tag or become a link, an image or a mention. */
function escaped(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]<>()#|~!@&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
