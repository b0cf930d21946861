import type { Margin } from "../core/gate.ts";

/** `3pp` and numbers in the figure's own unit, `10%` of the baseline's mean; null for anything else and below 0. */
export function parseMargin(written: number | string): Margin | null {
  if (typeof written === "number") return written >= 0 ? { kind: "own unit", amount: written } : null;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*(pp|%|)$/.exec(written.trim()) ?? [];
  if (digits === undefined) return null;
  const amount = Number(digits);
  if (unit === "%") return { kind: "relative", amount: amount / 100 };
  return { kind: "own unit", amount: unit === "pp" ? amount / 100 : amount };
}

/** A number in the figure's own unit; `95%` is 0.95. Null for anything else. */
export function parseLimit(written: number | string): number | null {
  if (typeof written === "number") return written;
  const [, digits, unit] = /^(-?\d+(?:\.\d+)?)\s*(%|)$/.exec(written.trim()) ?? [];
  return digits === undefined ? null : Number(digits) / (unit === "%" ? 100 : 1);
}
