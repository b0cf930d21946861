import type { ComparisonReport, ReportedAnswer, ReportedArm, ReportedChange } from "../../compare/report.ts";
import { formatCount } from "../format/number.ts";
import { renderTable } from "../format/table.ts";
import { pad, printable, truncate } from "../format/text.ts";
import { armNotes, armTitle, comparisonNotes, idList } from "./comparison-notes.ts";
import { renderFigures, sliceColumns } from "./figure-columns.ts";
import { formatFigure } from "./figure-text.ts";
import { renderGate } from "./gate-text.ts";

/** Terminal cells of an answer that are shown. */
const ANSWER_WIDTH = 100;

/** A comparison for a terminal of so many columns, with a final line break. */
export function renderComparison(report: ComparisonReport, columns = Infinity): string {
  const notes = comparisonNotes(report);
  const width = Math.max(...notes.map(([heading]) => heading.length)) + 2;
  const head = notes.map(([heading, text]) => `${pad(heading, width, "left")}${text}`).join("\n");
  const confidence = `Intervals are two-sided ${report.confidence * 100} %; "detectable" is what so many pairs show in 4 of 5 comparisons.`;
  const gate = report.gate === null ? [] : [renderGate(report.gate)];
  return `${[head, ...report.arms.map((arm) => renderArm(arm, columns)), confidence, ...gate].join("\n\n")}\n`;
}

function renderArm(arm: ReportedArm, columns: number): string {
  return [
    [armTitle(arm), renderFigures(arm.figures, columns), ...armNotes(arm)].join("\n"),
    ...(arm.slices.length === 0 ? [] : [renderTable(sliceColumns, arm.slices)]),
    ...arm.changed.filter(({ better, worse }) => better + worse > 0).map(renderChange),
  ].join("\n\n");
}

function renderChange({ score, better, worse, worse_ids: ids, rows }: ReportedChange): string {
  const head = `${printable(score)}: ${formatCount(better)} better, ${formatCount(worse)} worse`;
  return [
    head,
    ...(ids.count === 0 ? [] : [`  Worse: ${idList(ids)}`]),
    ...rows.map(({ prompt_id: id, change, baseline, candidate }) =>
      [
        `  ${printable(id)}  ${formatFigure(baseline.value, "score")} -> ${formatFigure(candidate.value, "score")}  ${change}`,
        ...answerLines("baseline", baseline),
        ...answerLines("candidate", candidate),
      ].join("\n"),
    ),
  ].join("\n");
}

function answerLines(side: string, { answers }: ReportedAnswer): string[] {
  return answers.map(({ repeat, text, status, error }) => {
    const label = answers.length === 1 ? side : `${side} #${repeat}`;
    const shown = status === "completed" ? text : `[${status}${error === "" ? "" : `: ${error}`}]`;
    return `    ${pad(label, 12, "left")} ${truncate(printable(shown), ANSWER_WIDTH)}`;
  });
}
