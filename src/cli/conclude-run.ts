import type { ComparisonReport } from "../compare/report.ts";
import type { ReportedGate } from "../compare/report-gate.ts";
import { ProblemsError } from "../core/errors.ts";
import { judgeRun } from "../run/judge-run.ts";
import type { PlannedGate } from "../run/plan-gate.ts";
import type { RunSummary } from "../run/summary.ts";
import { writeCiOutputs, type CiOutputs } from "./ci/ci-outputs.ts";
import { combineExitCodes, gateExitCode } from "./comparison/gate-exit-code.ts";
import { gateEvent } from "./comparison/gate-event.ts";
import { renderRunGate } from "./comparison/gate-text.ts";
import type { CliContext } from "./context.ts";
import type { EventWriter } from "./event-writer.ts";
import { exitCode } from "./exit-code.ts";
import { reportError } from "./report-error.ts";

/** What follows a run. */
export interface RunConclusion {
  readonly gate: PlannedGate;
  readonly inconclusive: "pass" | "fail" | undefined;
  readonly outputs: CiOutputs;
  /** Options that `compare` needs to find the same runs, e.g. ` --results elsewhere`. */
  readonly compareOptions: string;
}

/** How the run was shown. */
export interface ShownRun {
  /** Null unless events are printed. */
  readonly events: EventWriter | null;
  readonly quiet: boolean;
}

/** What came of a run and its gate together. */
export interface ConcludedRun {
  readonly exitCode: number;
  /** Null where it could not be judged. */
  readonly gate: ReportedGate | null;
}

/** Judges a run that has ended, and says what came of it. */
export async function concludeRun(
  conclusion: RunConclusion,
  summary: RunSummary,
  shown: ShownRun,
  context: CliContext,
): Promise<ConcludedRun> {
  const { gate, inconclusive } = conclusion;
  const isInterrupted = summary.exitCode === exitCode.SIGINT || summary.exitCode === exitCode.SIGTERM;
  if (isInterrupted || summary.files.length === 0) {
    context.stderr.write(`The gate was not judged: the run ${isInterrupted ? "was interrupted" : "has no tables"}\n`);
    return { exitCode: summary.exitCode, gate: null };
  }
  const report = await judged(gate, summary, context);
  if (report === null || report.gate === null) {
    return { exitCode: summary.exitCode === 0 ? exitCode.cannotRun : summary.exitCode, gate: null };
  }
  const code = combineExitCodes(summary.exitCode, gateExitCode(report.gate, inconclusive));
  shown.events?.judged(gateEvent(report, report.gate, { exitCode: code, isCompared: gate.baseline !== null }));
  show(report, report.gate, conclusion, { summary, shown, context });
  const { baseline } = gate;
  const told = {
    report,
    gate: report.gate,
    inconclusive,
    isCompared: baseline !== null,
    isJson: shown.events !== null,
  };
  const isWritten = await writeCiOutputs(conclusion.outputs, told, context);
  return { exitCode: code === exitCode.success && !isWritten ? exitCode.incomplete : code, gate: report.gate };
}

/** Null where the tables cannot be compared, which is said. */
async function judged(
  gate: PlannedGate,
  { folder }: RunSummary,
  context: CliContext,
): Promise<ComparisonReport | null> {
  try {
    return await judgeRun(gate, folder);
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    context.stderr.write("The gate could not be judged:\n");
    reportError(error, context);
    return null;
  }
}

function show(
  report: ComparisonReport,
  verdict: ReportedGate,
  { gate, compareOptions }: RunConclusion,
  end: { readonly summary: RunSummary; readonly shown: ShownRun; readonly context: CliContext },
): void {
  const { summary, shown, context } = end;
  const baseline = gate.baseline?.label ?? null;
  const command = baseline === null ? null : `promptgrid compare ${baseline} ${summary.runId}${compareOptions}`;
  const text = renderRunGate(report, verdict, command);
  if (shown.quiet) {
    if (verdict.verdict !== "pass") context.stderr.write(text);
  } else if (shown.events === null) context.stdout.write(`\n${text}`);
}
