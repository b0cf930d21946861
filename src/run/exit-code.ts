import type { RunStatus } from "../core/run.ts";
import type { AllowedFailures } from "./run.ts";

/** What decides the exit code of a run. */
export interface RunEnd {
  readonly status: RunStatus;
  readonly failed: number;
  readonly tasks: number;
  /** The name of the signal that interrupted it, or null. */
  readonly interruptedBy: string | null;
}

/** 0 all settled and no more failures than allowed; 3 failures or unsettled tasks; 130/143 interrupted by SIGINT/SIGTERM. */
export function exitCodeOf(end: RunEnd, allowed: AllowedFailures): number {
  if (end.interruptedBy === "SIGTERM") return 143;
  if (end.interruptedBy !== null) return 130;
  const limit = "count" in allowed ? allowed.count : (end.tasks * allowed.percent) / 100;
  return end.status === "complete" && end.failed <= limit ? 0 : 3;
}
