import { parseMargin } from "../config/parse-margin.ts";
import type { Margin } from "../core/gate.ts";
import type { AllowedFailures } from "../run/run.ts";
import type { FaultRule } from "../simulator/options.ts";
import { UsageError } from "./usage-error.ts";

const NAMED_DELIMITERS: Readonly<Record<string, string>> = {
  "\\t": "\t",
  tab: "\t",
  comma: ",",
  semicolon: ";",
  pipe: "|",
};

/** A field delimiter as itself or by name (`tab`, `\t`, `comma`, `semicolon`, `pipe`). */
export function parseDelimiter(text: string): string {
  const delimiter = NAMED_DELIMITERS[text.toLowerCase()] ?? text;
  if (delimiter.length === 1) return delimiter;
  throw new UsageError(
    `--delimiter: found ${JSON.stringify(text)}, expected one character or tab, comma, semicolon, pipe`,
  );
}

/** `column=value`; the value may hold further equals signs and may be empty. */
export function parseWhere(text: string): readonly [column: string, value: string] {
  const split = text.indexOf("=");
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  throw new UsageError(`--where: found ${JSON.stringify(text)}, expected column=value`);
}

/** `12` failures or `2.5%` of the tasks. */
export function parseFailures(flag: string): (text: string) => AllowedFailures {
  return (text) => {
    const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
    const number = Number(match?.[1]);
    if (match?.[2] === "%" && number <= 100) return { percent: number };
    if (match?.[2] === "" && Number.isInteger(number)) return { count: number };
    throw new UsageError(`${flag}: found ${JSON.stringify(text)}, expected a number of tasks or a share like 2%`);
  };
}

/** `5`, `0.5USD` or `30 CNY`. */
export function parseMoney(text: string): { readonly amount: number; readonly currency: string | null } {
  const match = /^(\d+(?:\.\d+)?|\.\d+) ?([A-Za-z]{3})?$/.exec(text.trim());
  if (match !== null) return { amount: Number(match[1]), currency: match[2]?.toUpperCase() ?? null };
  throw new UsageError(`--max-cost: found ${JSON.stringify(text)}, expected an amount like 5 or 5USD`);
}

/** `20000`, `500k` or `2M`. */
export function parseTokens(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([kKmM]?)$/.exec(text.trim()) ?? [];
  const tokens = Math.round(Number(digits) * ({ k: 1_000, m: 1_000_000 }[unit.toLowerCase()] ?? 1));
  if (digits !== undefined && Number.isSafeInteger(tokens) && (unit !== "" || Number.isInteger(Number(digits)))) {
    return tokens;
  }
  throw new UsageError(
    `--max-tokens: found ${JSON.stringify(text)}, expected a number of tokens like 20000, 500k or 2M`,
  );
}

/** `name` for every request, or `name=rate` with a share from 0 to 1. */
export function parseFault(flag: string): (text: string) => FaultRule {
  return (text) => {
    const split = text.lastIndexOf("=");
    if (split < 0) return { fault: text };
    const rate = Number(text.slice(split + 1));
    if (split > 0 && split < text.length - 1 && rate >= 0 && rate <= 1) return { fault: text.slice(0, split), rate };
    throw new UsageError(`${flag}: found ${JSON.stringify(text)}, expected NAME or NAME=RATE with a rate from 0 to 1`);
  };
}

/** Names separated by commas, over all occurrences of the option. */
export function parseNames(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** Parses two names separated by a comma. */
export function parsePair(flag: string): (text: string) => readonly [string, string] {
  return (text) => {
    const [first, second, ...rest] = text.split(",").map((name) => name.trim());
    if (first !== undefined && first !== "" && second !== undefined && second !== "" && rest.length === 0) {
      return [first, second];
    }
    throw new UsageError(`${flag}: found ${JSON.stringify(text)}, expected two names as BASELINE,CANDIDATE`);
  };
}

/** A gate's margin: `3pp`, `10%` or a number of at least 0. */
export function parseMarginOption(text: string): Margin {
  const margin = parseMargin(text);
  if (margin !== null) return margin;
  throw new UsageError(`--margin: found ${JSON.stringify(text)}, expected such as 3pp, 10% or 0.03`);
}
