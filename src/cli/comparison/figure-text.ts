import type { ReportedEstimate, ReportedFigure } from "../../compare/report.ts";
import { formatDecimals, formatLatency, formatSignificant, UNKNOWN } from "../format/number.ts";

type Unit = ReportedFigure["unit"];

/** A value as people read it: `82.1%`, `412 ms`, `0.734`; null is unknown. */
export function formatFigure(value: number | null, unit: Unit): string {
  if (value === null) return UNKNOWN;
  switch (unit) {
    case "share":
      return `${formatDecimals(withoutNoise(value * 100), 1, 100)}%`;
    case "ms":
      return formatLatency(value);
    case "tokens":
      return formatDecimals(value, 1);
    case "money":
    case "score":
      return formatSignificant(value);
  }
}

/** A difference with its sign and in its unit: `-1.9 pp`, `+12 ms`, `-0.02`; null is unknown. */
export function formatDifference(value: number | null, unit: Unit): string {
  if (value === null) return UNKNOWN;
  const size = withoutNoise(Math.abs(value));
  const sign = size === 0 ? "" : value > 0 ? "+" : "-";
  return `${sign}${sizeText(size, unit)}`;
}

function sizeText(size: number, unit: Unit): string {
  if (unit === "share") return `${formatDecimals(withoutNoise(size * 100), 1, 100)} pp`;
  if (unit === "ms" && size < 0.5) return `${formatDecimals(size, 1)} ms`;
  return formatFigure(size, unit);
}

/** A relative change: `+3.2%`; null is unknown. */
export function formatChange(value: number | null): string {
  if (value === null) return UNKNOWN;
  const percent = withoutNoise(value * 100);
  return `${percent > 0 ? "+" : ""}${formatDecimals(percent, 1)}%`;
}

/** `82.1% [79.6%, 84.3%]`, or without bounds where the sample sets none. */
export function formatInterval(estimate: ReportedEstimate | null, format: (value: number | null) => string): string {
  if (estimate === null) return UNKNOWN;
  const { value, lower, upper } = estimate;
  if (lower === null && upper === null) return format(value);
  return `${format(value)} [${lower === null ? "-∞" : format(lower)}, ${upper === null ? "∞" : format(upper)}]`;
}

/** What people hold a p value against; rounding must not carry one across. */
const SIGNIFICANT = 0.05;

/** `0.013`, `<0.0001`; null is unknown. 0.04996 stays below 0.05. */
export function formatP(p: number | null): string {
  if (p === null) return UNKNOWN;
  if (p < 0.0001) return "<0.0001";
  const texts = [p < 0.001 ? 4 : 3, 4, 5, 6].map((digits) => p.toFixed(digits));
  return texts.find((text) => Number(text) < SIGNIFICANT === p < SIGNIFICANT) ?? "<0.05";
}

/** Whether the interval of the difference lies on one side of 0 (or, without one, its p value is small), and what that means. */
export function verdictOf({
  difference,
  direction,
  p_value: p,
}: Pick<ReportedFigure, "difference" | "direction" | "p_value">): string {
  if (difference === null) return "";
  const { value, lower, upper } = difference;
  const isTested = lower === null && upper === null && p !== null && p < SIGNIFICANT;
  const isHigher = isTested ? value > 0 : lower !== null && lower > 0;
  const isLower = isTested ? value < 0 : upper !== null && upper < 0;
  if (!isHigher && !isLower) return "";
  return isHigher === (direction === "higher is better") ? "better" : "worse";
}

/** What binary fractions add is no difference: 0.1 + 0.2 less 0.3. */
function withoutNoise(value: number): number {
  return Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(12));
}
