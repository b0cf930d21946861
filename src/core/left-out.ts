import type { Problem } from "./errors.ts";

/** Rows that `--skip-invalid` left out. */
export interface LeftOut {
  readonly count: number;
  /** Why; a hundred at most, then one that counts the rest. */
  readonly problems: readonly Problem[];
}

/** What is left out where nothing is. */
export const nothingLeftOut: LeftOut = { count: 0, problems: [] };
