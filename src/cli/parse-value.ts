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
export function parseAllowedFailures(text: string): AllowedFailures {
  const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text.trim());
  const number = Number(match?.[1]);
  if (match?.[2] === "%" && number <= 100) return { percent: number };
  if (match?.[2] === "" && Number.isInteger(number)) return { count: number };
  throw new UsageError(`--allow-failed: found ${JSON.stringify(text)}, expected a number of tasks or a share like 2%`);
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
