import { createReadStream } from "node:fs";
import { CsvError, parse } from "csv-parse";
import { ProblemsError } from "../core/errors.ts";

/** A completions table that is open: its heading is read. */
export interface CompletionsFile {
  readonly path: string;
  readonly columns: readonly string[];
  /** The rows after the heading, cells aligned with `columns`; to be read once. Throws a ProblemsError. */
  readonly rows: AsyncIterable<readonly string[]>;
}

/** Without these no row can be paired. */
const REQUIRED = ["prompt_id", "template", "model", "repeat", "status"];

/**
 * Opens a completions.csv as promptgrid writes it, from this machine or any other. Throws a ProblemsError when it
 * cannot be read or is no such table.
 */
export async function openCompletions(path: string): Promise<CompletionsFile> {
  const rows = readRows(path);
  const head = await rows.next();
  const columns = head.done === true ? [] : head.value;
  const missing = REQUIRED.filter((column) => !columns.includes(column));
  const twice = columns.filter((column, index) => columns.indexOf(column) < index);
  if (missing.length === 0 && twice.length === 0) return { path, columns, rows };
  await rows.return(undefined);
  if (missing.length === 0) {
    const what = "has columns of the same name: which of them counts is not known";
    throw new ProblemsError([{ where: `${path}:1`, what, found: twice.join(", ") }]);
  }
  throw new ProblemsError([
    {
      where: `${path}:1`,
      what: `is no completions table: it has no column ${missing.join(", ")}`,
      found: columns.length === 0 ? "an empty file" : columns.slice(0, 8).join(", "),
      fix: "Name a run, its results folder or its completions.csv",
    },
  ]);
}

/** The columns of a completions.csv; throws like `openCompletions`. */
export async function readColumns(path: string): Promise<readonly string[]> {
  const { columns, rows } = await openCompletions(path);
  await rows[Symbol.asyncIterator]().return?.();
  return columns;
}

async function* readRows(path: string): AsyncGenerator<readonly string[], undefined> {
  const source = createReadStream(path);
  const parser = parse({ bom: true });
  source.on("error", (error) => parser.destroy(error));
  try {
    const rows: AsyncIterable<readonly string[]> = source.pipe(parser);
    yield* rows;
  } catch (error) {
    throw problemOf(path, error);
  } finally {
    source.destroy();
  }
  return undefined;
}

function problemOf(path: string, error: unknown): unknown {
  if (error instanceof CsvError) {
    const where = typeof error["lines"] === "number" ? `${path}:${error["lines"]}` : path;
    const fix = "Take the table as promptgrid wrote it; `promptgrid export` writes it again";
    return new ProblemsError([{ where, what: "is damaged", found: error.message, fix }]);
  }
  if (error instanceof Error && "code" in error) {
    const fix = "Name a run, its results folder or its completions.csv";
    return new ProblemsError([{ where: path, what: "cannot be read", found: error.message, fix }]);
  }
  return error;
}
