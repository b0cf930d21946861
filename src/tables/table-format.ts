import type { Cell } from "./cell.ts";

/** How a table becomes text. */
export interface TableFormat {
  /** File extension without dot. */
  readonly extension: string;
  /** An encoder for a table of these columns. */
  encoderFor(columns: readonly string[]): TableEncoder;
}

/** Texts that make up the file when joined: the head once, then any number of row batches. */
export interface TableEncoder {
  readonly head: string;
  encode(rows: readonly (readonly Cell[])[]): string;
}
