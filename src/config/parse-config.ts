import { type Problem, ProblemsError } from "../core/errors.ts";
import { formatPath } from "./fault.ts";
import { scanJson } from "./scan-json.ts";

/** A config file's value, and the keys in it that stand twice. */
export interface ParsedConfig {
  readonly value: unknown;
  readonly problems: readonly Problem[];
}

/** Reads a config file's bytes; throws a ProblemsError with line and column where they are no strict JSON. */
export function parseConfig(bytes: Uint8Array, file: string): ParsedConfig {
  const text = decode(bytes, file);
  const scan = scanJson(text);
  if (scan.kind === "invalid") {
    const where = `${file}:${placeOf(text, scan.offset)}`;
    const { expected } = scan;
    const problem: Problem = { where, what: "is no JSON", found: foundAt(text, scan.offset), expected };
    throw new ProblemsError([scan.fix === undefined ? problem : { ...problem, fix: scan.fix }]);
  }
  const problems = scan.duplicates.map(({ path, offset }) => ({
    where: `${file}:${placeOf(text, offset)}`,
    what: `the field ${formatPath(path)} stands here a second time`,
    fix: "Remove one of them: only the last one would count",
  }));
  return { value: JSON.parse(text), problems };
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ProblemsError([{ where: file, what: "is not encoded in UTF-8", fix: "Save the file as UTF-8" }]);
  }
}

/** `line:column`, both from 1. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return `${before.split("\n").length}:${offset - lineStart + 1}`;
}

/** One character only: what stands there may belong to a secret. */
function foundAt(text: string, offset: number): string {
  const codePoint = text.codePointAt(offset);
  if (codePoint === undefined) return "the end of the file";
  return codePoint === 0x0a || codePoint === 0x0d ? "the end of the line" : `"${String.fromCodePoint(codePoint)}"`;
}
