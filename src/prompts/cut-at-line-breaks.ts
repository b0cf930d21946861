import type { ByteLayout } from "./encodings.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/**
 * Regroups chunks so that each piece but the last ends after a line break (LF or CR) of the layout: no character and no
 * decoder state crosses from one piece to the next. Holds one line at most, all of a `stateful` stream.
 */
export async function* cutAtLineBreaks(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  layout: ByteLayout,
): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let waitingLength = 0;
  for await (const chunk of chunks) {
    // An odd number of waiting bytes shifts the code units of a UTF-16 chunk.
    const end = lastBreak(chunk, layout, waitingLength % 2);
    if (end > 0) {
      yield waiting.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...waiting, chunk.subarray(0, end)]);
      waiting = [];
      waitingLength = 0;
    }
    if (end < chunk.length) {
      waiting.push(chunk.subarray(end));
      waitingLength += chunk.length - end;
    }
  }
  if (waiting.length > 0) yield Buffer.concat(waiting);
}

/** Offset just after the first line break at or after `from`, the length when there is none. */
export function nextBreak(bytes: Uint8Array, from: number, layout: ByteLayout): number {
  if (layout === "stateful") return bytes.length;
  if (layout === "bytes") {
    for (let at = from; at < bytes.length; at++) if (isBreak(bytes[at])) return at + 1;
    return bytes.length;
  }
  for (let at = from; at + 1 < bytes.length; at += 2) if (isWideBreak(bytes, at, layout)) return at + 2;
  return bytes.length;
}

function lastBreak(bytes: Uint8Array, layout: ByteLayout, shift: number): number {
  if (layout === "stateful") return 0;
  if (layout === "bytes") {
    return Math.max(bytes.lastIndexOf(LINE_FEED), bytes.lastIndexOf(CARRIAGE_RETURN)) + 1;
  }
  const last = bytes.length - 2 - ((bytes.length - shift) % 2);
  for (let at = last; at >= shift; at -= 2) if (isWideBreak(bytes, at, layout)) return at + 2;
  return 0;
}

function isBreak(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

function isWideBreak(bytes: Uint8Array, at: number, layout: "utf-16le" | "utf-16be"): boolean {
  const [low, high] = layout === "utf-16le" ? [bytes[at], bytes[at + 1]] : [bytes[at + 1], bytes[at]];
  return high === 0 && isBreak(low);
}
