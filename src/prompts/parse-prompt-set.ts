import { createReadStream } from "node:fs";
import type { PromptRow } from "../core/prompt-row.ts";
import { checkParseOptions } from "./check-parse-options.ts";
import { decodeChunks } from "./decode-chunks.ts";
import type { DecodedPiece } from "./decode-piece.ts";
import { detectDelimiter } from "./detect-delimiter.ts";
import { encodingName } from "./encodings.ts";
import type { ParseOptions } from "./options.ts";
import { parseCsv } from "./parse-csv.ts";
import { parseJsonl } from "./parse-jsonl.ts";
import type { ParsedPart } from "./parsed-part.ts";
import { formatByExtension } from "./prompt-file.ts";
import type { PromptFile } from "./prompt-file.ts";
import { RowCollector } from "./row-collector.ts";

/** How much of a file is read to find its first record, bytes. */
const LONGEST_START = 2 ** 20;
/** Bytes read at a time; a batch of rows is about as large. Larger ones are no faster and hold more memory. */
const READ_SIZE = 2 ** 15;

/**
 * Reads a prompt set as a stream with bounded memory: batches of rows, then one `end` with columns and problems. Once a
 * problem is found no more rows come. Rejects with the system's error when the file cannot be read.
 */
export async function* parsePromptSet(
  file: PromptFile,
  options: ParseOptions,
  signal?: AbortSignal,
): AsyncGenerator<ParsedPart, void> {
  const collector = new RowCollector(file.name, options.skipInvalid);
  const unusable = checkParseOptions(options);
  for (const problem of unusable) collector.refuseFile(problem);
  if (unusable.length > 0) {
    yield collector.end([]);
    return;
  }
  const bytes = createReadStream(file.path, { highWaterMark: READ_SIZE, ...(signal === undefined ? {} : { signal }) });
  const encoding = options.encoding === null ? null : encodingName(options.encoding);
  const batches = parsePieces(file, decodeChunks(bytes, encoding), options, collector);
  let batch = await batches.next();
  for (; batch.done !== true; batch = await batches.next()) {
    if (batch.value.length > 0) yield { kind: "rows", rows: batch.value };
  }
  yield collector.end(batch.value);
}

async function* parsePieces(
  file: PromptFile,
  pieces: AsyncGenerator<DecodedPiece>,
  options: ParseOptions,
  collector: RowCollector,
): AsyncGenerator<readonly PromptRow[], readonly string[]> {
  const start = new FileStart(pieces);
  try {
    const format = formatByExtension(file.path);
    if (format === "jsonl" || (format === "detect" && (await start.isJson()))) {
      return yield* parseJsonl(file.name, start.all(), options.idColumn, collector);
    }
    const delimiter = writtenDelimiter(options) ?? (format === "tsv" ? "\t" : await start.delimiter(options.quotes));
    return yield* parseCsv(file.name, start.all(), delimiter, options, collector);
  } finally {
    await pieces.return(undefined);
  }
}

/** A shell has no easy way to write a tab: the two characters `\\t` stand for it. */
function writtenDelimiter({ delimiter }: ParseOptions): string | null {
  return delimiter === "\\t" ? "\t" : delimiter;
}

/** The first pieces of a file, looked at before it is parsed. */
class FileStart {
  readonly #rest: AsyncGenerator<DecodedPiece>;
  readonly #pieces: DecodedPiece[] = [];

  constructor(pieces: AsyncGenerator<DecodedPiece>) {
    this.#rest = pieces;
  }

  async isJson(): Promise<boolean> {
    const isJson = await this.#look((text) => {
      const first = text.find((byte) => byte !== 9 && byte !== 10 && byte !== 13 && byte !== 32);
      return first === undefined ? null : first === "{".charCodeAt(0);
    });
    return isJson ?? false;
  }

  async delimiter(quotes: boolean): Promise<string> {
    const detected = await this.#look((text, isWhole) => detectDelimiter(text, quotes, isWhole));
    return detected ?? ",";
  }

  async *all(): AsyncGenerator<DecodedPiece> {
    yield* this.#pieces;
    this.#pieces.length = 0;
    yield* this.#rest;
  }

  /** Asks about ever more of the text until there is an answer or there is enough text. */
  async #look<Answer>(ask: (text: Uint8Array, isWhole: boolean) => Answer | null): Promise<Answer | null> {
    for (;;) {
      const text = Buffer.concat(this.#pieces.map((piece) => piece.text));
      const answer = ask(text, false);
      if (answer !== null) return answer;
      const piece = text.length < LONGEST_START ? await this.#rest.next() : null;
      if (piece === null || piece.done === true) return ask(text, true);
      this.#pieces.push(piece.value);
    }
  }
}
