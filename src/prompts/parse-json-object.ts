import { jsonFault } from "./json-fault.ts";

/** What a line of JSON gives: cells by name, or why it gives none. */
export type ParsedObject =
  | { readonly kind: "object"; readonly entries: ReadonlyMap<string, string> }
  | { readonly kind: "invalid"; readonly what: string; readonly found: string | null };

declare global {
  /** ES2026 source text access, which Node 24 has and TypeScript's ES2024 library does not declare. */
  interface JSON {
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): unknown;
  }
}

/**
 * Reads one JSON object as cells: strings as they are, any other value (null, too) as compact JSON text. Numbers keep
 * their digits as written, also those that no double holds.
 */
export function parseJsonObject(text: string): ParsedObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (!isObject(value)) return invalid("the line is no JSON object", null);
    if (Object.values(value).some((cell) => typeof cell !== "string")) value = parseKeepingDigits(text);
  } catch (error) {
    return invalid(`the line is not valid JSON: ${jsonFault(error)}`, null);
  }
  if (!isObject(value)) return invalid("the line is no JSON object", null);
  const entries = new Map<string, string>();
  for (const [name, cell] of Object.entries(value)) {
    const written = typeof cell === "string" ? cell : JSON.stringify(cell);
    if (!written.isWellFormed() || !name.isWellFormed()) {
      return invalid("the text holds half a character (a lone surrogate)", `in ${JSON.stringify(name)}`);
    }
    entries.set(name, written);
  }
  return { kind: "object", entries };
}

function parseKeepingDigits(text: string): unknown {
  return JSON.parse(text, (_key, value, { source }) =>
    typeof value === "number" && source !== undefined ? JSON.rawJSON(source) : value,
  );
}

function invalid(what: string, found: string | null): ParsedObject {
  return { kind: "invalid", what, found };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
