import { extname } from "node:path";

/** A file of prompts, found but not yet read. */
export interface PromptFile {
  /** Absolute, or `-` for standard input. */
  readonly path: string;
  /** How the set is called in tables and messages: the path relative to the config, with `/`. */
  readonly name: string;
}

/** The path that stands for standard input. */
export const STANDARD_INPUT = "-";

/** How a file's extension says it is written; `detect`: its first character and first record decide. */
export type PromptFormat = "csv" | "tsv" | "jsonl" | "detect";

const FORMATS: Readonly<Record<string, PromptFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
};

/** The format that the extension stands for, in any case of letters. */
export function formatByExtension(path: string): PromptFormat {
  return FORMATS[extname(path).toLowerCase()] ?? "detect";
}
