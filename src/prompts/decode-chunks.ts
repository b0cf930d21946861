import { cutAtLineBreaks } from "./cut-at-line-breaks.ts";
import { decodePiece } from "./decode-piece.ts";
import type { DecodedPiece } from "./decode-piece.ts";
import { encodingByMark, layoutOf } from "./encodings.ts";

/** Longest byte order mark, bytes. */
const MARK_LENGTH = 3;

/**
 * Decodes a byte stream into pieces of UTF-8, cut at line breaks, with bounded memory (the longest line). The encoding is
 * that of the byte order mark, else `encoding` (an Encoding Standard name), else UTF-8; the mark is no part of the text.
 */
export async function* decodeChunks(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string | null,
): AsyncGenerator<DecodedPiece> {
  const source = chunks[Symbol.asyncIterator]();
  const head = await readHead(source);
  const name = encodingByMark(head) ?? encoding ?? "utf-8";
  let sourceOffset = 0;
  let textOffset = 0;
  for await (const bytes of cutAtLineBreaks(join(head, source), layoutOf(name))) {
    const { text, faults } = decodePiece(bytes, name);
    const markLength = textOffset === 0 && encodingByMark(text) === "utf-8" ? MARK_LENGTH : 0;
    const placed = faults.map((fault) => ({
      ...fault,
      textOffset: fault.textOffset + textOffset - markLength,
      sourceOffset: fault.sourceOffset + sourceOffset,
    }));
    const piece = { text: text.subarray(markLength), faults: placed };
    sourceOffset += bytes.length;
    textOffset += piece.text.length;
    yield piece;
  }
}

async function readHead(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < MARK_LENGTH) {
    const next = await source.next();
    if (next.done === true) break;
    head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  return head;
}

async function* join(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    // Closes the file when the reader stops early.
    await rest.return?.();
  }
}
