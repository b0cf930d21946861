/** How a line break looks in an encoding's bytes, which is where a stream may be cut without knowing any state. */
export type ByteLayout =
  /** The bytes 0A and 0D are line breaks wherever they stand: UTF-8, single-byte and CJK encodings. */
  | "bytes"
  | "utf-16le"
  | "utf-16be"
  /** Escape sequences carry over line ends (ISO-2022-JP): it cannot be cut. */
  | "stateful";

/** The Encoding Standard's own name for a label (`GB2312` → `gbk`), or null when there is no such encoding. */
export function encodingName(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/** Where text in this encoding may be cut. */
export function layoutOf(encoding: string): ByteLayout {
  if (encoding === "utf-16le" || encoding === "utf-16be") return encoding;
  return encoding === "iso-2022-jp" ? "stateful" : "bytes";
}

/** The encoding that a byte order mark announces, or null. It overrules a label, as in the Encoding Standard's `decode`. */
export function encodingByMark(head: Uint8Array): string | null {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return null;
}

/** Decodes whole text; throws a TypeError when a byte of it is invalid. A byte order mark stays in the text. */
export function decodeStrictly(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** True when every byte is valid in the encoding. */
export function isValidIn(bytes: Uint8Array, encoding: string): boolean {
  try {
    decodeStrictly(bytes, encoding);
    return true;
  } catch {
    return false;
  }
}
