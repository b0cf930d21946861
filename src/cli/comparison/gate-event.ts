import type { ComparisonReport } from "../../compare/report.ts";
import type { ReportedCheck, ReportedGate } from "../../compare/report-gate.ts";
import type { GateEvent } from "../event-writer.ts";
import { checkText } from "./check-text.ts";
import { worsePrompts } from "./worse-prompts.ts";

/** A judged gate as the event that tells of it; `isCompared` is false where it looked at the run alone. */
export function gateEvent(
  report: ComparisonReport,
  { verdict, checks }: ReportedGate,
  { exitCode, isCompared }: { readonly exitCode: number; readonly isCompared: boolean },
): GateEvent {
  return {
    verdict,
    exitCode,
    baseline: isCompared ? report.baseline.label : null,
    pairs: report.prompts.paired,
    checks: checks.map((check) => {
      const { figure, baseline, candidate, relative, value, difference, lower, upper, pairs } = check;
      const worse = worsePrompts(report, check);
      return {
        figure,
        baseline,
        candidate,
        verdict: check.verdict.kind,
        demand: demandOf(check),
        relative,
        value,
        difference,
        lower,
        upper,
        pairs,
        text: checkText(check),
        worse: worse === null ? null : { count: worse.count, ids: [...worse.ids] },
      };
    }),
  };
}

function demandOf({ check }: ReportedCheck) {
  return { kind: check.kind, amount: check.kind === "regression" ? check.margin : check.limit };
}
