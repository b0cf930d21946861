import { finished } from "node:stream/promises";
import { CsvError, Parser } from "csv-parse";
import type { Problem } from "../core/errors.ts";
import type { PromptRow } from "../core/prompt-row.ts";
import { emptyId, quotingProblem, raggedRow } from "./csv-problems.ts";
import type { DecodedPiece, DecodingFault } from "./decode-piece.ts";
import { decodingProblem } from "./decoding-problem.ts";
import { findQuoteFault } from "./find-quote-fault.ts";
import { LineIndex } from "./line-index.ts";
import { nameColumns, numberedColumns } from "./name-columns.ts";
import type { ParseOptions } from "./options.ts";
import type { RowCollector } from "./row-collector.ts";

/** A record longer than this is taken for an unclosed quote, so that one typing error does not fill the memory. */
const LONGEST_RECORD = 16 * 2 ** 20;

/** Yields the rows of decoded CSV in batches of about one piece, and returns the columns. */
export async function* parseCsv(
  file: string,
  pieces: AsyncIterable<DecodedPiece>,
  delimiter: string,
  options: ParseOptions,
  collector: RowCollector,
): AsyncGenerator<readonly PromptRow[], readonly string[]> {
  const reading = new CsvReading(file, delimiter, options, collector);
  for await (const piece of pieces) {
    const goesOn = await reading.write(piece);
    yield collector.takeRows();
    if (!goesOn) return reading.columns;
  }
  await reading.end();
  yield collector.takeRows();
  return reading.columns;
}

/** csv-parse's records joined with what it does not say: physical lines, decoding faults, what is wrong with quotes. */
class CsvReading {
  readonly #file: string;
  readonly #delimiter: string;
  readonly #options: ParseOptions;
  readonly #collector: RowCollector;
  readonly #parser: Parser;
  readonly #lines = new LineIndex();
  #columns: readonly string[] | null = null;
  #idIndex = -1;
  #faults: DecodingFault[] = [];
  /** Text from the start of the current record on, at least. */
  #kept: { readonly offset: number; readonly text: Uint8Array }[] = [];
  #recordStart = 0;
  #isUnreadable = false;

  constructor(file: string, delimiter: string, options: ParseOptions, collector: RowCollector) {
    this.#file = file;
    this.#delimiter = delimiter;
    this.#options = options;
    this.#collector = collector;
    this.#parser = new Parser({
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      ...(options.quotes ? {} : { quote: null, escape: null }),
      // Returning nothing keeps the stream's own queue empty, so that it never stalls.
      on_record: (cells: string[], { bytes_records: end }) => {
        this.#takeRecord(cells, end);
        return undefined;
      },
    });
    // Errors are taken from the callbacks of `write` and from `finished`.
    this.#parser.on("error", () => undefined);
    this.#parser.resume();
  }

  get columns(): readonly string[] {
    return this.#columns ?? [];
  }

  /** Resolves to false when reading cannot go on. */
  async write({ text, faults }: DecodedPiece): Promise<boolean> {
    this.#kept.push({ offset: this.#lines.length, text });
    this.#lines.add(text);
    for (const fault of faults) this.#faults.push(fault);
    const error = await new Promise<Error | null | undefined>((resolve) => this.#parser.write(text, resolve));
    if (error) {
      this.#refuseQuoting(error);
      return false;
    }
    if (this.#isUnreadable) return this.#stop();
    this.#lines.forgetBefore(this.#recordStart);
    const first = this.#kept.findIndex((piece) => piece.offset + piece.text.length > this.#recordStart);
    this.#kept = first === -1 ? [] : this.#kept.slice(first);
    if (this.#lines.length - this.#recordStart < LONGEST_RECORD) return true;
    const line = this.#lines.lineAt(this.#recordStart);
    this.#collector.refuseFile({
      where: `${this.#file}:${line}`,
      what: "the row that starts here is longer than 16 MiB",
      fix: "Look for a quote that is opened and not closed",
    });
    return this.#stop();
  }

  async end(): Promise<void> {
    this.#parser.end();
    try {
      await finished(this.#parser);
    } catch (error) {
      this.#refuseQuoting(error);
    }
  }

  #stop(): false {
    this.#parser.destroy();
    return false;
  }

  #takeRecord(cells: readonly string[], end: number): void {
    const start = this.#recordStart;
    this.#recordStart = end;
    if (this.#isUnreadable || this.#isBlankLine(cells, start, end)) return;
    const fault = this.#takeFault(end);
    const line = this.#lines.lineAt(start);
    const problem = fault && decodingProblem(this.#file, this.#lines.lineAt(fault.textOffset), fault);
    if (this.#columns === null) {
      this.#takeHeader(cells, line);
      if (this.#options.header) {
        this.#refuseHeader(problem);
        return;
      }
    }
    const id = cells[this.#idIndex] ?? null;
    if (problem !== null) this.#collector.refuseRow(problem);
    else if (cells.length !== this.columns.length) {
      const last = this.#lines.lineAt(end - 1);
      this.#collector.refuseRow(raggedRow(this.#file, line, last, cells, this.columns));
    } else if (id !== null && id.trim() === "") {
      this.#collector.refuseRow(emptyId(this.#file, line, this.#options.idColumn));
    } else this.#collector.accept(line, id, cells);
  }

  #takeHeader(cells: readonly string[], line: number): void {
    const named = this.#options.header
      ? nameColumns(cells, `${this.#file}:${line}`)
      : { columns: numberedColumns(cells.length), problems: [] };
    for (const problem of named.problems) this.#collector.refuseFile(problem);
    this.#columns = named.columns;
    this.#idIndex = named.columns.indexOf(this.#options.idColumn);
  }

  /** Without its column names the rest of the file would only repeat the same complaint. */
  #refuseHeader(problem: Problem | null): void {
    if (problem === null) return;
    this.#collector.refuseFile(problem);
    this.#isUnreadable = true;
  }

  /** An empty line gives one empty cell, as `""` does; only the length tells them apart. */
  #isBlankLine(cells: readonly string[], start: number, end: number): boolean {
    if (cells.length !== 1 || cells[0] !== "" || end - start > 2) return false;
    return end < this.#lines.length || this.#lines.endsWithBreak;
  }

  #takeFault(end: number): DecodingFault | null {
    const [first] = this.#faults;
    if (first === undefined || first.textOffset >= end) return null;
    const next = this.#faults.findIndex((fault) => fault.textOffset >= end);
    this.#faults = next === -1 ? [] : this.#faults.slice(next);
    return first;
  }

  #refuseQuoting(error: unknown): void {
    if (!(error instanceof CsvError)) throw error;
    const text = Buffer.concat(this.#kept.map((piece) => piece.text));
    const offset = this.#kept[0]?.offset ?? 0;
    const record = text.subarray(this.#recordStart - offset);
    const fault = findQuoteFault(record, this.#delimiter);
    if (fault === null) throw error;
    this.#collector.refuseFile(quotingProblem(this.#file, fault, record, this.#recordStart, this.#lines));
  }
}
