import { createReadStream } from "node:fs";
import { ProblemsError } from "../core/errors.ts";
import { CsvFault, RowScanner } from "./row-scanner.ts";

/** Rows of a table, cells aligned with its columns. */
export type Rows = readonly (readonly string[])[];

/** A completions table that is open: its heading is read. */
export interface CompletionsFile {
  readonly path: string;
  readonly columns: readonly string[];
  /** The rows after the heading, many at a time, with the cells of these columns and "" in others; to be read once. Throws a ProblemsError. */
  readonly rows: (columns: readonly string[]) => AsyncIterable<Rows>;
  /** For whoever reads no rows. */
  readonly close: () => Promise<void>;
}

/** Without these no row can be paired. */
const REQUIRED = ["prompt_id", "template", "model", "repeat", "status"];

const CHUNK_BYTES = 2 ** 18;

/**
 * Opens a completions.csv as promptgrid writes it, from this machine or any other. Throws a ProblemsError when it
 * cannot be read or is no such table.
 */
export async function openCompletions(path: string): Promise<CompletionsFile> {
  const scanner = new RowScanner();
  const batches = readBatches(path, scanner);
  const head = await batches.next();
  const columns = (head.done === true ? [] : head.value[0]) ?? [];
  const close = async () => {
    await batches.return(undefined);
  };
  const rows = (wanted: readonly string[]) => {
    scanner.want(wanted.map((column) => columns.indexOf(column)));
    return batches;
  };
  const missing = REQUIRED.filter((column) => !columns.includes(column));
  const twice = columns.filter((column, index) => columns.indexOf(column) < index);
  if (missing.length === 0 && twice.length === 0) return { path, columns, rows, close };
  await close();
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
  const file = await openCompletions(path);
  await file.close();
  return file.columns;
}

/** The heading alone, then the rows. */
async function* readBatches(path: string, scanner: RowScanner): AsyncGenerator<Rows, undefined> {
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    let isHeadRead = false;
    let isStart = true;
    const chunks: AsyncIterable<Buffer> = source;
    for await (const chunk of chunks) {
      let bytes = isStart ? withoutMark(chunk) : chunk;
      isStart = false;
      if (!isHeadRead) {
        const head = scanner.push(bytes, 1);
        if (head.length === 0) continue;
        isHeadRead = true;
        yield head;
        bytes = Buffer.alloc(0);
      }
      const rows = scanner.push(bytes);
      if (rows.length > 0) yield rows;
    }
    yield scanner.end();
  } catch (error) {
    throw error instanceof CsvFault ? await damage(path, error) : problemOf(path, error);
  } finally {
    source.destroy();
  }
  return undefined;
}

/** Without a byte order mark. */
function withoutMark(chunk: Buffer): Buffer {
  return chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? chunk.subarray(3) : chunk;
}

async function damage(path: string, { offset, message }: CsvFault): Promise<ProblemsError> {
  const fix = "Take the table as promptgrid wrote it; `promptgrid export` writes it again";
  return new ProblemsError([
    { where: `${path}:${await lineAt(path, offset)}`, what: "is damaged", found: message, fix },
  ]);
}

/** The physical line, from 1, of a byte; only where something is wrong with it, as it reads the file again. */
async function lineAt(path: string, offset: number): Promise<number> {
  if (offset === 0) return 1;
  let line = 1;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { end: offset - 1 });
  for await (const chunk of chunks) for (const byte of chunk) if (byte === 0x0a) line += 1;
  return line;
}

function problemOf(path: string, error: unknown): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const fix = "Name a run, its results folder or its completions.csv";
  return new ProblemsError([{ where: path, what: "cannot be read", found: error.message, fix }]);
}
