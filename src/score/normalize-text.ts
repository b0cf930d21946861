import type { NormalizeStep } from "../core/scorer-config.ts";

/** The text without the differences that do not count. Steps apply in the order width, case, punctuation, trim. */
export function normalizeText(text: string, steps: readonly NormalizeStep[]): string {
  let result = text;
  if (steps.includes("width")) result = foldWidth(result);
  if (steps.includes("case")) result = result.toLowerCase();
  if (steps.includes("punctuation")) result = result.replace(/[\p{P}\p{S}]+/gu, " ").replace(/\s+/gu, " ");
  return steps.includes("trim") ? result.trim() : result;
}

/**
 * Full-width and half-width forms as one: `Ａ１（％）` becomes `A1(%)`, half-width katakana become full-width ones, the
 * ideographic space a space. Only forms that differ in width are touched: `²`, `①` and `㎏` stay, unlike under NFKC.
 */
export function foldWidth(text: string): string {
  return text.replace(/[\u3000\uff01-\uffee]+/gu, (run) => run.normalize("NFKC"));
}
