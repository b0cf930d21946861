import type { ComparisonReport, SomeIds } from "../../compare/report.ts";
import type { ReportedCheck } from "../../compare/report-gate.ts";

/** The prompts that got worse in a check's score; null for figures that are no score, and where none did. */
export function worsePrompts({ arms }: Pick<ComparisonReport, "arms">, check: ReportedCheck): SomeIds | null {
  if (check.check.kind !== "regression") return null;
  const arm = arms.find(({ baseline, candidate }) => baseline === check.baseline && candidate === check.candidate);
  const change = arm?.changed.find(({ score }) => score === check.figure);
  return change === undefined || change.worse_ids.count === 0 ? null : change.worse_ids;
}
