import type { GateCheck } from "./gate-rules.ts";
import { ALPHA, overall } from "./gate.ts";
import { armName } from "./pair-arms.ts";
import type { Direction } from "./figure.ts";
import type { Measure } from "./measures.ts";
import type { Check, Verdict } from "./verdict.ts";

/** A gate's verdict as plain data. */
export interface ReportedGate {
  readonly verdict: Verdict["kind"];
  readonly checks: readonly ReportedCheck[];
}

/** One demand on one figure of one pair of arms. */
export interface ReportedCheck {
  readonly baseline: string;
  readonly candidate: string;
  readonly figure: string;
  readonly unit: Measure["unit"];
  /** Whether difference and margin are shares of the baseline's mean. */
  readonly relative: boolean;
  readonly check: Check;
  readonly verdict: Verdict;
  readonly value: number | null;
  readonly difference: number | null;
  /** One-sided 95 % bounds of the difference; null where the sample sets none. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Whether `upper` is the bad end. */
  readonly direction: Direction;
  readonly pairs: number;
}

/** The checks and what they come to together. */
export function reportGate(checks: readonly GateCheck[]): ReportedGate {
  return { verdict: overall(checks.map(({ verdict }) => verdict)), checks: checks.map(reportCheck) };
}

function reportCheck({ pair, figure, unit, check, comparison, verdict }: GateCheck): ReportedCheck {
  const { of, candidate, difference, direction, pairs } = comparison;
  const bounds = difference?.bounds(ALPHA);
  return {
    baseline: armName(pair.baseline),
    candidate: armName(pair.candidate),
    figure,
    unit,
    relative: of.kind === "ratio",
    check,
    verdict,
    value: candidate?.value ?? null,
    difference: difference?.value ?? null,
    lower: finite(bounds?.lower),
    upper: finite(bounds?.upper),
    direction,
    pairs,
  };
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
