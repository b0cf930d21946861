import type { ComparisonReport, ReportedArm, ReportedSource, SomeIds } from "../../compare/report.ts";
import { formatCount, formatQuantity } from "../format/number.ts";
import { printable, truncate } from "../format/text.ts";

/** Longest value of a difference that is printed whole; templates are long. */
const VALUE_WIDTH = 60;

const NONE_PAIRED = ": no id stands in both tables with the same input columns, so there is nothing to compare";

/** What stands above the figures: heading and text, in order. */
export function comparisonNotes(report: ComparisonReport): (readonly [heading: string, text: string])[] {
  const { baseline, candidate, differences, prompts } = report;
  return [
    ["Baseline", sourceText(baseline)],
    ["Candidate", sourceText(candidate)],
    ...differences.map(
      ({ what, baseline: one, candidate: other }) =>
        ["Differs", `${printable(what)}: ${valueText(one)} -> ${valueText(other)}`] as const,
    ),
    ...unknownSettings(baseline, candidate),
    ["Prompts", `${formatCount(prompts.paired)} paired${prompts.paired === 0 ? NONE_PAIRED : ""}`],
    ...left("only in the baseline", prompts.only_baseline),
    ...left("only in the candidate", prompts.only_candidate),
    ...left("with the same id and other input columns", prompts.changed_inputs),
    ...listed("Ignored", "input columns of one side only", report.ignored_inputs),
    ...listed("Not compared", "scores of one side only", report.unpaired_scores),
    ...listed("Not compared", "models and templates of one side only", report.unpaired_arms),
  ];
}

/** What is said of a pair of arms beside its figures. */
export function armNotes({ currencies: [one, other] }: ReportedArm): string[] {
  if (one === null || other === null || one === other) return [];
  return [`Costs are not compared: the baseline's are in ${one}, the candidate's in ${other}.`];
}

/** `qwen / v1`, or both names where they differ. */
export function armTitle({ baseline, candidate }: Pick<ReportedArm, "baseline" | "candidate">): string {
  return printable(baseline === candidate ? baseline : `${baseline} -> ${candidate}`);
}

/** `q1, q2, and 3 more`. */
export function idList({ count, ids }: SomeIds): string {
  const more = count > ids.length ? `, and ${formatCount(count - ids.length)} more` : "";
  return `${ids.map(idText).join(", ")}${more}`;
}

/** An id that would read as several, or as none, in quotes. */
function idText(id: string): string {
  const text = printable(id);
  return text === "" || text.includes(",") ? JSON.stringify(text) : text;
}

/** A table from elsewhere may come without the run.json that says how its answers came about. */
function unknownSettings(...sources: readonly ReportedSource[]): (readonly [string, string])[] {
  const without = sources.filter(({ run_id: id }) => id === null);
  if (without.length === 0) return [];
  const sides = without.length === 2 ? "both" : without[0] === sources[0] ? "the baseline" : "the candidate";
  const directions = without.length === 2 ? "; every score is taken to be better when higher" : "";
  return [["Unknown", `settings of ${sides}: there is no run.json beside the table${directions}`]];
}

function sourceText({ label, path, simulated }: ReportedSource): string {
  const mark = simulated === true ? " (simulated)" : "";
  return printable(label === path ? path : `${label}${mark}  ${path}`);
}

function valueText(value: string | null): string {
  return value === null ? "nothing" : truncate(printable(value), VALUE_WIDTH);
}

function left(what: string, { count, ids }: SomeIds): (readonly [string, string])[] {
  if (count === 0) return [];
  return [["", `${formatQuantity(count, "prompt")} ${what}: ${idList({ count, ids })}`]];
}

function listed(heading: string, what: string, names: readonly string[]): (readonly [string, string])[] {
  return names.length === 0 ? [] : [[heading, `${what}: ${names.map(printable).join(", ")}`]];
}
