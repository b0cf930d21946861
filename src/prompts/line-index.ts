const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Knows on which physical line each offset of a UTF-8 stream stands; `\r\n`, `\n` and a lone `\r` each end a line. */
export class LineIndex {
  /** Ascending offsets just after each line end, those of forgotten lines left out. */
  #ends: number[] = [];
  #forgotten = 0;
  #length = 0;
  #lastByte = 0;

  /** Bytes added so far. */
  get length(): number {
    return this.#length;
  }

  /** True when the text so far ends with a line end. */
  get endsWithBreak(): boolean {
    return isBreak(this.#lastByte);
  }

  add(text: Uint8Array): void {
    let last = this.#lastByte;
    for (let at = 0; at < text.length; at++) {
      const byte = text[at] ?? 0;
      if (byte <= CARRIAGE_RETURN && isBreak(byte)) {
        const end = this.#length + at + 1;
        // The second half of `\r\n` belongs to the line end that its first half made.
        if (byte === LINE_FEED && last === CARRIAGE_RETURN) this.#moveLastEnd(end);
        else this.#ends.push(end);
      }
      last = byte;
    }
    this.#lastByte = last;
    this.#length += text.length;
  }

  /** 1-based physical line of the byte at `offset`, which may not have been forgotten. */
  lineAt(offset: number): number {
    return this.#forgotten + this.#countUntil(offset) + 1;
  }

  /** Offset just after the first line end behind `offset`, or null when none was added yet. */
  endAfter(offset: number): number | null {
    return this.#ends[this.#countUntil(offset)] ?? null;
  }

  /** Lets go of the lines that end at or before `offset`. */
  forgetBefore(offset: number): void {
    const count = this.#countUntil(offset);
    if (count === 0) return;
    this.#ends = this.#ends.slice(count);
    this.#forgotten += count;
  }

  #moveLastEnd(end: number): void {
    if (this.#ends.length > 0) this.#ends[this.#ends.length - 1] = end;
  }

  /** Number of kept line ends at or before `offset`. */
  #countUntil(offset: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBreak(byte: number): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}
