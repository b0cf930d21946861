import { isUtf8 } from "node:buffer";
import { nextBreak } from "./cut-at-line-breaks.ts";
import { decodeStrictly, isValidIn, layoutOf } from "./encodings.ts";

/** Text as UTF-8 bytes, with the places where it is not what the file holds. */
export interface DecodedPiece {
  /** Valid UTF-8; U+FFFD stands where bytes were invalid. */
  readonly text: Uint8Array;
  /** Ascending. */
  readonly faults: readonly DecodingFault[];
}

/** Something in a line that is no text: invalid bytes, or a NUL. Only the first of each physical line is reported. */
export interface DecodingFault {
  readonly kind: "invalid" | "nul";
  /** Offset in the decoded text, bytes. */
  readonly textOffset: number;
  /** Offset in the source, bytes. */
  readonly sourceOffset: number;
  /** The offending bytes as they stand in the source. */
  readonly bytes: Uint8Array;
  /** Name of the encoding in which they are invalid. */
  readonly encoding: string;
  /** Encodings in which the whole line would be valid. */
  readonly alternatives: readonly string[];
}

/** Encodings to offer instead, the most particular first: almost anything is valid windows-1252. */
const ALTERNATIVES = ["utf-8", "gb18030", "big5", "shift_jis", "euc-kr", "windows-1252"];
/** Longest valid sequence of any encoding, in bytes. */
const LONGEST_CHARACTER = 4;

/** Decodes a piece that starts at a character and in the encoding's initial state (see cutAtLineBreaks). */
export function decodePiece(piece: Uint8Array, encoding: string): DecodedPiece {
  const text = decodeWhole(piece, encoding);
  if (text !== null && !text.includes(0)) return { text, faults: [] };
  return decodeLines(piece, encoding);
}

function decodeWhole(bytes: Uint8Array, encoding: string): Uint8Array | null {
  if (encoding === "utf-8") return isUtf8(bytes) ? bytes : null;
  try {
    return Buffer.from(decodeStrictly(bytes, encoding));
  } catch {
    return null;
  }
}

function decodeLines(piece: Uint8Array, encoding: string): DecodedPiece {
  const texts: Uint8Array[] = [];
  const faults: DecodingFault[] = [];
  const layout = layoutOf(encoding);
  let textLength = 0;
  for (let start = 0; start < piece.length;) {
    const end = nextBreak(piece, start, layout);
    const line = piece.subarray(start, end);
    const { text, fault } = decodeLine(line, encoding);
    if (fault !== null) {
      const at = { textOffset: textLength + fault.textOffset, sourceOffset: start + fault.sourceOffset };
      faults.push({ ...fault, ...at });
    }
    texts.push(text);
    textLength += text.length;
    start = end;
  }
  return { text: Buffer.concat(texts), faults };
}

function decodeLine(line: Uint8Array, encoding: string): { text: Uint8Array; fault: DecodingFault | null } {
  const text = decodeWhole(line, encoding);
  if (text === null) return decodeInvalidLine(line, encoding);
  const nul = text.indexOf(0);
  if (nul === -1) return { text, fault: null };
  const source = encoding.startsWith("utf-16") ? new Uint8Array(2) : new Uint8Array(1);
  const sourceOffset = encoding === "utf-8" ? nul : sourceOffsetOf(text.subarray(0, nul), line, encoding);
  const fault = { textOffset: nul, sourceOffset, bytes: source, encoding, alternatives: [] };
  return { text, fault: { kind: "nul", ...fault } };
}

/** The longest valid prefix is kept; what follows the invalid bytes is decoded with U+FFFD for whatever else is invalid. */
function decodeInvalidLine(line: Uint8Array, encoding: string): { text: Uint8Array; fault: DecodingFault } {
  const { start, end } = locateInvalid(line, encoding);
  const before = Buffer.from(decodeStrictly(line.subarray(0, start), encoding));
  const after = new TextDecoder(encoding, { ignoreBOM: true }).decode(line.subarray(end));
  const bytes = line.slice(start, end);
  const alternatives = ALTERNATIVES.filter((other) => other !== encoding && isValidIn(line, other));
  const fault = { textOffset: before.length, sourceOffset: start, bytes, encoding, alternatives };
  return { text: Buffer.concat([before, Buffer.from(`\uFFFD${after}`)]), fault: { kind: "invalid", ...fault } };
}

/** The first invalid bytes of a line: `start` to `end`, exclusive. */
function locateInvalid(line: Uint8Array, encoding: string): { start: number; end: number } {
  const detected = lengthUntilRejected(line, encoding);
  let start = Math.min(detected, line.length) - 1;
  while (start > 0 && !isValidIn(line.subarray(0, start), encoding)) start--;
  if (encoding.startsWith("utf-16")) return { start, end: Math.min(start + 2, line.length) };
  // The byte that gave it away may be an innocent ASCII character after a character cut short.
  const innocent = detected - 1 > start && (line[detected - 1] ?? 0) < 0x80;
  const end = Math.min(innocent ? detected - 1 : detected, line.length, start + LONGEST_CHARACTER);
  return { start, end: Math.max(end, start + 1) };
}

/** Length of the shortest prefix that no continuation makes valid; more than the line when it only ends too early. */
function lengthUntilRejected(line: Uint8Array, encoding: string): number {
  const isRejected = (length: number) => {
    try {
      new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(line.subarray(0, length), { stream: true });
      return false;
    } catch {
      return true;
    }
  };
  let low = 1;
  let high = line.length + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (middle > line.length || isRejected(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Length in source bytes of a text's prefix, for encodings in which a NUL is one byte (two in UTF-16). */
function sourceOffsetOf(before: Uint8Array, line: Uint8Array, encoding: string): number {
  if (encoding.startsWith("utf-16")) return Buffer.from(before).toString().length * 2;
  return line.indexOf(0);
}
