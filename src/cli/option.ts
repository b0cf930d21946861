import type { InferredOptionTypes, Options, PositionalOptions } from "yargs";
import { UsageError } from "./usage-error.ts";

/** How an option is listed in `--help`. */
interface Listing {
  readonly group: string;
  readonly describe: string;
  /** Left out of `--help`, but accepted. */
  readonly hidden?: boolean;
}

/** An option with one text value. */
export function textOption(flag: string, listing: Listing) {
  return { ...listing, requiresArg: true, coerce: (given: unknown) => once(flag, given) } as const;
}

/** An option with one value that `parse` understands; what it throws becomes a usage error. */
export function parsedOption<Value>(flag: string, listing: Listing, parse: (text: string) => Value) {
  const coerce = (given: unknown): Value => parse(once(flag, given));
  return { ...listing, requiresArg: true, coerce } as const;
}

/** An option that may be given several times, one value each. */
export function repeatedOption<Value>(listing: Listing, parse: (text: string) => Value) {
  const coerce = (given: unknown): readonly Value[] => texts(given).map((text) => parse(text));
  return { ...listing, type: "string", array: true, nargs: 1, requiresArg: true, coerce } as const;
}

/** An option with several values in a row. */
export function listOption(listing: Listing) {
  const coerce = (given: unknown): readonly string[] => texts(given);
  return { ...listing, type: "string", array: true, requiresArg: true, coerce } as const;
}

/** An option without a value. */
export function flagOption(listing: Listing) {
  return { ...listing, type: "boolean" } as const;
}

/** Parses whole numbers of at least `minimum`. */
export function wholeNumber(flag: string, minimum: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(number) && number >= minimum) return number;
    throw new UsageError(`${flag}: found ${JSON.stringify(text)}, expected a whole number of at least ${minimum}`);
  };
}

/** Parses numbers of at least 0. */
export function positiveNumber(flag: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== "" && Number.isFinite(number) && number >= 0) return number;
    throw new UsageError(`${flag}: found ${JSON.stringify(text)}, expected a number of at least 0`);
  };
}

function texts(given: unknown): readonly string[] {
  return (Array.isArray(given) ? given : [given]).map(String);
}

function once(flag: string, given: unknown): string {
  const values = texts(given);
  const [value] = values;
  if (values.length === 1 && value !== undefined) return value;
  throw new UsageError(`${flag}: found ${values.length} values (${values.join(", ")}), expected one`);
}

type CamelCase<Name> = Name extends `${infer First}-${infer Rest}` ? `${First}${Capitalize<CamelCase<Rest>>}` : Name;

/** What handlers see of a table of options: values under camel-case names, undefined where not given. */
export type OptionValues<Table extends { readonly [name: string]: Options | PositionalOptions }> = {
  readonly [Name in keyof Table as CamelCase<Name>]: InferredOptionTypes<{
    -readonly [Key in keyof Table]: Table[Key];
  }>[Name];
};
