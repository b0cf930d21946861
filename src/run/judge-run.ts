import { compare } from "../compare/compare.ts";
import { judgeComparison } from "../compare/gate-rules.ts";
import { reportComparison } from "../compare/report-comparison.ts";
import type { ComparisonReport } from "../compare/report.ts";
import { findSource } from "../compare/source.ts";
import { ProblemsError } from "../core/errors.ts";
import type { PlannedGate } from "./plan-gate.ts";

/** Changed rows per score and direction that a run's report has with both texts. */
const ROWS = 5;

/**
 * Compares the run whose tables are in `folder` with its baseline and judges it; a gate without a baseline is judged on the
 * run beside itself. Throws a ProblemsError when the tables cannot be compared.
 */
export async function judgeRun({ baseline, gate }: PlannedGate, folder: string): Promise<ComparisonReport> {
  const candidate = await findSource(folder, folder);
  if (candidate === null) throw new ProblemsError([{ where: folder, what: "there are no tables to judge" }]);
  const comparison = await compare(baseline ?? candidate, candidate, {
    choice: { model: null, models: null, templates: null },
    by: null,
    cluster: gate.cluster,
    seed: gate.seed,
    isAgainstItself: false,
  });
  return reportComparison(comparison, { rows: ROWS, gate: judgeComparison(comparison, gate) });
}
