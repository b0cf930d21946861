import { compare } from "../../../src/compare/compare.ts";
import { judgeComparison } from "../../../src/compare/gate-rules.ts";
import { reportComparison } from "../../../src/compare/report-comparison.ts";
import type { ComparisonReport } from "../../../src/compare/report.ts";
import type { ReportedGate } from "../../../src/compare/report-gate.ts";
import type { Gate } from "../../../src/core/gate.ts";
import { tableOf, type Row } from "../../compare/tables.ts";

/** Two tables compared, judged and reported, paths replaced by names. */
export async function judgedReport(
  before: readonly Row[],
  after: readonly Row[],
  gate: Partial<Gate> = {},
): Promise<ComparisonReport & { readonly gate: ReportedGate }> {
  const baseline = { ...(await tableOf(before)), label: "before" };
  const candidate = { ...(await tableOf(after)), label: "after" };
  const comparison = await compare(baseline, candidate, {
    choice: { model: null, models: null, templates: null },
    by: null,
    cluster: gate.cluster ?? null,
    seed: 1,
    isAgainstItself: false,
  });
  const checks = judgeComparison(comparison, { rules: [], strict: false, seed: 1, ...gate });
  const report = await reportComparison(comparison, { rows: 2, gate: checks });
  const named = {
    ...report,
    baseline: { ...report.baseline, path: "before.csv" },
    candidate: { ...report.candidate, path: "after.csv" },
  };
  if (report.gate === null) throw new Error("the comparison was judged");
  return { ...named, gate: report.gate };
}
