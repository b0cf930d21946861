import { foldWidth } from "./normalize-text.ts";
import { withoutThinking } from "./think-block.ts";

/** A number as it stands in a text. */
export interface FoundNumber {
  readonly value: number;
  /** Whether a percent sign follows; `value` is then the number before it. */
  readonly isPercent: boolean;
  /** As written. */
  readonly text: string;
}

const SCALES: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8, 万亿: 1e12, 萬億: 1e12 };

/** Not in the middle of a word, number or date (`CO2`, `v1.2.3`, `2024/10/05`), but after a currency's code (`USD12`). */
const START = String.raw`(?:(?<![\p{Script=Latin}\p{Nd}_./])|(?<=(?<![A-Za-z])[A-Z]{3}))`;
/** Not the one between two operands (`10-5`) or within a word. */
const SIGN = String.raw`(?:(?<![\p{Nd}%)\]]\s?)(?<![A-Za-z_])[-+])?`;
const THOUSANDS = String.raw`\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:['’\u00a0\u202f\u2009]\d{3})+(?!\d)`;
const DECIMAL = String.raw`(?:(?:${THOUSANDS}|\d+)(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+(?![\p{L}\p{Nd}]))?`;
/** Not the start of a date. */
const DENOMINATOR = String.raw`(?:\/\d+(?![\d/]))?`;
const NUMBER = new RegExp(
  String.raw`(百分之\s*)?${START}${SIGN}[¥$€£]?${DECIMAL}${DENOMINATOR}\s?(%|万亿|萬億|[万萬亿億])?`,
  "gu",
);

/** The last (or first) number of a free text; what a `\boxed{}` holds goes before everything else. Null when there is none. */
export function extractNumber(text: string, take: "last" | "first"): FoundNumber | null {
  const answer = withoutThinking(text);
  const boxed = [...answer.matchAll(/\\boxed\s*\{((?:[^{}]|\{[^{}]*\})*)\}/g)].at(-1)?.[1];
  const inBox = boxed === undefined ? [] : numbersOf(boxed);
  const found = inBox.length > 0 ? inBox : numbersOf(answer);
  return (take === "last" ? found.at(-1) : found[0]) ?? null;
}

/** Every number of a text, in order. */
function numbersOf(text: string): FoundNumber[] {
  const plain = foldWidth(text)
    .replace(/\\[dt]?frac\s*\{(-?[\d.]+)\}\s*\{([\d.]+)\}/g, "$1/$2")
    .replace(/\s*(?:×|\\times|\*)\s*10\s*\^\s*\{?([-+]?\d+)\}?/g, "e$1")
    .replace(/\{,\}|,\\!/g, ",")
    .replace(/\\%/g, "%")
    .replace(/[−–](?=\d)/g, "-");
  return [...plain.matchAll(NUMBER)].flatMap(([whole, share, suffix]) => {
    const value = valueOf(whole);
    if (value === null) return [];
    const isPercent = share !== undefined || suffix === "%";
    return [{ value: value * (SCALES[suffix ?? ""] ?? 1), isPercent, text: whole.trim() }];
  });
}

function valueOf(written: string): number | null {
  const bare = written.replace(/[^\d.eE/+-]/g, "");
  const [numerator = "", denominator] = bare.split("/");
  const value = Number(numerator) / (denominator === undefined ? 1 : Number(denominator));
  return numerator !== "" && Number.isFinite(value) ? value : null;
}
