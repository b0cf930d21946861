const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** What stands at an offset of a record, as far as quotes decide it. */
export interface RecordEvents {
  /** A delimiter outside of quotes; `index` is that of the delimiter. */
  readonly delimiter?: (index: number) => void;
  /** A cell's opening quote. */
  readonly open?: (at: number) => void;
  /** Its closing quote; `next` is the offset behind it. */
  readonly close?: (next: number) => void;
  /** A quote within a cell that did not start with one. */
  readonly stray?: (at: number) => void;
}

/**
 * Walks over one CSV record from `start` and returns the offset of the line break that ends it, or null when the text
 * ends first. Delimiters are UTF-8 bytes. Messages and detection need it; the rows themselves are csv-parse's.
 */
export function scanRecord(
  text: Uint8Array,
  start: number,
  delimiters: readonly Uint8Array[],
  quotes: boolean,
  events: RecordEvents,
): number | null {
  let atCellStart = true;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const byte = text[at];
    if (quoted) {
      if (byte !== QUOTE) continue;
      if (text[at + 1] === QUOTE) at++;
      else {
        quoted = false;
        events.close?.(at + 1);
      }
      continue;
    }
    if (byte === LINE_FEED || byte === CARRIAGE_RETURN) return at;
    const index = delimiters.findIndex((delimiter) => startsAt(text, at, delimiter));
    if (index >= 0) {
      events.delimiter?.(index);
      at += (delimiters[index]?.length ?? 1) - 1;
      atCellStart = true;
      continue;
    }
    if (quotes && byte === QUOTE) {
      quoted = atCellStart;
      (quoted ? events.open : events.stray)?.(at);
    }
    atCellStart = false;
  }
  return null;
}

function startsAt(text: Uint8Array, at: number, expected: Uint8Array): boolean {
  for (let index = 0; index < expected.length; index++) if (text[at + index] !== expected[index]) return false;
  return true;
}
