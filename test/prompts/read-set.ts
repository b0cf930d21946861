import { join } from "node:path";
import { formatProblem } from "../../src/core/errors.ts";
import type { PromptRow } from "../../src/core/prompt-row.ts";
import { defaultParseOptions } from "../../src/prompts/options.ts";
import type { ParseOptions } from "../../src/prompts/options.ts";
import { parsePromptSet } from "../../src/prompts/parse-prompt-set.ts";
import { temporaryFolder } from "../support/folder.ts";

/** What a prompt set gave, with the problems as the user reads them. */
export interface ReadSet {
  readonly columns: readonly string[];
  readonly rows: readonly PromptRow[];
  readonly cells: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly problems: readonly string[];
  readonly skipped: readonly string[];
  readonly skippedRows: number;
}

/** Writes `content` to a real file called `name` and reads it as a prompt set. */
export async function readSet(
  name: string,
  content: string | Buffer,
  options: Partial<ParseOptions> = {},
): Promise<ReadSet> {
  const folder = await temporaryFolder({ [name]: content });
  return readFileAsSet(join(folder, name), name, options);
}

/** Reads a file that is there already. */
export async function readFileAsSet(path: string, name: string, options: Partial<ParseOptions> = {}): Promise<ReadSet> {
  const rows: PromptRow[] = [];
  for await (const part of parsePromptSet({ path, name }, { ...defaultParseOptions, ...options })) {
    if (part.kind === "rows") rows.push(...part.rows);
    else {
      return {
        columns: part.columns,
        rows,
        cells: rows.map((row) => row.cells),
        lines: rows.map((row) => row.line),
        problems: part.problems.map(formatProblem),
        skipped: part.skipped.map(formatProblem),
        skippedRows: part.skippedRows,
      };
    }
  }
  throw new Error("reading ended without an end");
}
