import type { ReportedEstimate, ReportedFigure } from "../../compare/report.ts";
import { formatLatency, UNKNOWN } from "../format/number.ts";

type Unit = ReportedFigure["unit"];

/** A value as people read it: `82.1%`, `412 ms`, `0.734`; null is unknown. */
export function formatFigure(value: number | null, unit: Unit): string {
  if (value === null) return UNKNOWN;
  switch (unit) {
    case "share":
      return `${trimmed(value * 100, 1)}%`;
    case "ms":
      return formatLatency(value);
    case "tokens":
      return trimmed(value, 1);
    case "money":
    case "score":
      return significant(value);
  }
}

/** A difference with its sign and in its unit: `-1.9 pp`, `+12 ms`, `-0.02`; null is unknown. */
export function formatDifference(value: number | null, unit: Unit): string {
  if (value === null) return UNKNOWN;
  const sign = value > 0 ? "+" : value < 0 ? "-" : "";
  const size = Math.abs(value);
  const text = unit === "share" ? `${trimmed(size * 100, 1)} pp` : formatFigure(size, unit);
  return `${sign}${text}`;
}

/** A relative change: `+3.2%`; null is unknown. */
export function formatChange(value: number | null): string {
  if (value === null) return UNKNOWN;
  return `${value > 0 ? "+" : ""}${trimmed(value * 100, 1)}%`;
}

/** `82.1% [79.6%, 84.3%]`, or without bounds where the sample sets none. */
export function formatInterval(estimate: ReportedEstimate | null, format: (value: number | null) => string): string {
  if (estimate === null) return UNKNOWN;
  const { value, lower, upper } = estimate;
  if (lower === null && upper === null) return format(value);
  return `${format(value)} [${lower === null ? "-∞" : format(lower)}, ${upper === null ? "∞" : format(upper)}]`;
}

/** `0.013`, `<0.0001`; null is unknown. */
export function formatP(p: number | null): string {
  if (p === null) return UNKNOWN;
  return p < 0.0001 ? "<0.0001" : p.toFixed(p < 0.001 ? 4 : 3);
}

/** Whether the interval of the difference lies on one side of 0, and what that means. */
export function verdictOf({ difference, direction }: Pick<ReportedFigure, "difference" | "direction">): string {
  if (difference === null) return "";
  const { lower, upper } = difference;
  const isHigher = lower !== null && lower > 0;
  const isLower = upper !== null && upper < 0;
  if (!isHigher && !isLower) return "";
  return isHigher === (direction === "higher is better") ? "better" : "worse";
}

function trimmed(value: number, digits: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

function significant(value: number): string {
  return value.toLocaleString("en-US", { maximumSignificantDigits: 4 });
}
