import type { Problem } from "../core/errors.ts";
import type { PromptRow } from "../core/prompt-row.ts";

/** What reading a prompt set gives: batches of rows, then one end. */
export type ParsedPart = { readonly kind: "rows"; readonly rows: readonly PromptRow[] } | ParsedEnd;

/** How a prompt set was read. Unless `problems` is empty its rows must not be used. */
export interface ParsedEnd {
  readonly kind: "end";
  /** In file order; for JSONL in the order in which they were first seen. */
  readonly columns: readonly string[];
  /** Number of rows given. */
  readonly rows: number;
  /** Why the file is refused; a hundred at most, then one that counts the rest. */
  readonly problems: readonly Problem[];
  /** Number of rows left out because of `skipInvalid`. */
  readonly skippedRows: number;
  /** Why rows were left out, one for each; a hundred at most, then one that counts the rest. */
  readonly skipped: readonly Problem[];
}
