/** Bytes of a character between which a text is cut are at least so far apart, so that there are not too many pieces. */
const fewestBytes = 8;

/** Cuts UTF-8 so that each piece but the last ends within a character; ASCII has no such place and stays whole. */
export function splitWithinCharacters(bytes: Buffer): readonly Buffer[] {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const continues = ((bytes[index] ?? 0) & 0xc0) === 0x80;
    if (!continues || index - start < fewestBytes) continue;
    pieces.push(bytes.subarray(start, index));
    start = index;
  }
  return [...pieces, bytes.subarray(start)];
}

/** Each byte by itself. */
export function splitBytes(bytes: Buffer): readonly Buffer[] {
  return Array.from({ length: bytes.length }, (_, index) => bytes.subarray(index, index + 1));
}
