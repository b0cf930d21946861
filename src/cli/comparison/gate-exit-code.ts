import type { ReportedGate } from "../../compare/report-gate.ts";
import { exitCode } from "../exit-code.ts";

/** What a gate makes of the process; `inconclusive` is what the user counts an open question as. */
export function gateExitCode(gate: ReportedGate | null, inconclusive: "pass" | "fail" | undefined): number {
  if (gate === null || gate.verdict === "pass") return exitCode.success;
  if (gate.verdict === "fail" || inconclusive === "fail") return exitCode.gateFailed;
  return inconclusive === "pass" ? exitCode.success : exitCode.inconclusive;
}

/** The exit code of a run and its gate: an interrupt, else a failed gate, else the run's own trouble, else an open question. */
export function combineExitCodes(run: number, gate: number): number {
  const isInterrupted = run === exitCode.SIGINT || run === exitCode.SIGTERM;
  if (gate === exitCode.gateFailed && !isInterrupted) return gate;
  return run === exitCode.success ? gate : run;
}
