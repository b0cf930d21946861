const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** A byte at which a table is no CSV (RFC 4180). */
export class CsvFault extends Error {
  override readonly name = "CsvFault";
  /** Byte offset of the row in the table. */
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Cuts CSV into rows as its bytes come, and makes text of the wanted columns only. Tables hold long texts of which a
 * comparison needs none: quoted ones are skipped by searching for their end, at a multiple of a whole parser's speed.
 */
export class RowScanner {
  /** Of wanted columns, by place; null wants all. */
  #wanted: Uint8Array | null = null;
  #rest: Buffer = Buffer.alloc(0);
  /** Byte offset of `#rest` in the table. */
  #offset = 0;
  #columns = 0;

  /** From the next row on, cells of other columns are "". */
  want(places: Iterable<number>): void {
    this.#wanted = new Uint8Array(this.#columns);
    for (const place of places) if (place >= 0) this.#wanted[place] = 1;
  }

  /** The rows that are complete with these bytes, at most `limit`; the bytes of later ones wait. Throws a CsvFault. */
  push(bytes: Uint8Array, limit = Infinity): string[][] {
    const data = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    return this.#take(data, { limit, isLast: false });
  }

  /** The rows that are left when no more bytes come. Throws a CsvFault. */
  end(): string[][] {
    return this.#take(this.#rest, { limit: Infinity, isLast: true });
  }

  #take(data: Buffer, { limit, isLast }: { readonly limit: number; readonly isLast: boolean }): string[][] {
    const rows: string[][] = [];
    let start = 0;
    while (start < data.length && rows.length < limit) {
      const row: string[] = [];
      const next = this.#scanRow(data, start, { row, isLast });
      if (next === null) break;
      if (this.#columns === 0) this.#columns = row.length;
      if (row.length !== this.#columns) {
        throw new CsvFault(this.#offset + start, `${row.length} fields instead of ${this.#columns}`);
      }
      rows.push(row);
      start = next;
    }
    this.#rest = data.subarray(start);
    this.#offset += start;
    return rows;
  }

  /** Fills `row` and returns where the next one begins; null when the row may go on in bytes to come. */
  #scanRow(
    data: Buffer,
    start: number,
    { row, isLast }: { readonly row: string[]; readonly isLast: boolean },
  ): number | null {
    const wanted = this.#wanted;
    for (let at = start; ;) {
      const isWanted = wanted === null || wanted[row.length] === 1;
      let end = at;
      if (data[at] === QUOTE) {
        const close = closingQuote(data, at + 1);
        // The byte after the quote decides whether it closes the cell.
        if (close.at < 0 || (close.at + 1 === data.length && !isLast)) {
          if (isLast) throw new CsvFault(this.#offset + start, "a quote that is never closed");
          return null;
        }
        end = close.at + 1;
        row.push(isWanted ? textOf(data, at + 1, close) : "");
      } else {
        while (end < data.length && !isEnd(data[end])) end += 1;
        if (end === data.length && !isLast) return null;
        if (data[end] === QUOTE) throw new CsvFault(this.#offset + start, "a quote within a cell without quotes");
        row.push(isWanted && end > at ? data.toString("utf8", at, end) : "");
      }
      const after = data[end];
      if (after === COMMA) {
        at = end + 1;
        continue;
      }
      if (after === LINE_FEED) return end + 1;
      if (after === undefined) return end;
      if (after !== RETURN) throw new CsvFault(this.#offset + start, "text after a closing quote");
      if (end + 1 === data.length && !isLast) return null;
      return data[end + 1] === LINE_FEED ? end + 2 : end + 1;
    }
  }
}

interface ClosingQuote {
  /** -1: not within the bytes. */
  readonly at: number;
  readonly hasDoubled: boolean;
}

function closingQuote(data: Buffer, from: number): ClosingQuote {
  let hasDoubled = false;
  let at = data.indexOf(QUOTE, from);
  while (at >= 0 && data[at + 1] === QUOTE) {
    hasDoubled = true;
    at = data.indexOf(QUOTE, at + 2);
  }
  return { at, hasDoubled };
}

function textOf(data: Buffer, from: number, { at, hasDoubled }: ClosingQuote): string {
  const text = data.toString("utf8", from, at);
  return hasDoubled ? text.replaceAll('""', '"') : text;
}

function isEnd(byte: number | undefined): boolean {
  return byte === COMMA || byte === LINE_FEED || byte === RETURN || byte === QUOTE;
}
