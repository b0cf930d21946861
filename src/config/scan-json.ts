import type { Path } from "./fault.ts";

/** What `JSON.parse` does not tell: where exactly a text stops being JSON, or which keys it holds twice. */
export type JsonScan =
  | { readonly kind: "valid"; readonly duplicates: readonly DuplicateKey[] }
  /** `offset` in UTF-16 units; `expected` says what would have been right there. */
  | { readonly kind: "invalid"; readonly offset: number; readonly expected: string; readonly fix?: string };

/** A key that an object holds a second time; `JSON.parse` silently keeps the last one. */
export interface DuplicateKey {
  readonly path: Path;
  readonly offset: number;
}

/** Reads `text` by the grammar of RFC 8259. */
export function scanJson(text: string): JsonScan {
  const scanner = new JsonScanner(text);
  try {
    scanner.document();
  } catch (error) {
    if (error instanceof InvalidJson) return { kind: "invalid", ...error.place };
    throw error;
  }
  return { kind: "valid", duplicates: scanner.duplicates };
}

/** Ends the descent of the scanner at the first mistake. */
class InvalidJson extends Error {
  readonly place: { readonly offset: number; readonly expected: string; readonly fix?: string };

  constructor(offset: number, expected: string, fix?: string) {
    super(expected);
    this.place = fix === undefined ? { offset, expected } : { offset, expected, fix };
  }
}

const WHITE_SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)/y;
// oxlint-disable-next-line no-control-regex -- JSON strings may not hold control characters
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;

class JsonScanner {
  readonly duplicates: DuplicateKey[] = [];
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value([]);
    if (this.#offset < this.#text.length) throw new InvalidJson(this.#offset, "the end of the file");
  }

  #value(path: Path): void {
    this.#skipWhiteSpace();
    const next = this.#text[this.#offset];
    if (next === "{") this.#members(path);
    else if (next === "[") this.#elements(path);
    else if (next === '"') this.#string();
    else if (this.#take(NUMBER) === null && this.#take(WORD) === null) throw this.#invalid("a value");
    this.#skipWhiteSpace();
  }

  #members(path: Path): void {
    const keys = new Set<string>();
    this.#list("}", () => {
      const offset = this.#offset;
      if (this.#text[offset] !== '"') throw this.#invalid("a key in double quotes");
      const key = String(JSON.parse(this.#string()));
      if (keys.has(key)) this.duplicates.push({ path: [...path, key], offset });
      keys.add(key);
      this.#skipWhiteSpace();
      if (!this.#skip(":")) throw this.#invalid('":"');
      this.#value([...path, key]);
    });
  }

  #elements(path: Path): void {
    let index = 0;
    this.#list("]", () => this.#value([...path, index++]));
  }

  #list(end: string, readEntry: () => void): void {
    this.#offset++;
    this.#skipWhiteSpace();
    if (this.#skip(end)) return;
    for (;;) {
      readEntry();
      if (this.#skip(end)) return;
      const comma = this.#offset;
      if (!this.#skip(",")) throw this.#invalid(`"," or "${end}"`);
      this.#skipWhiteSpace();
      if (this.#text[this.#offset] === end)
        throw new InvalidJson(comma, `"${end}"`, "Remove the comma after the last entry");
    }
  }

  #string(): string {
    const string = this.#take(STRING);
    if (string === null)
      throw this.#invalid("text that ends with a double quote on the same line, with \\ only in escapes");
    return string;
  }

  #invalid(expected: string): InvalidJson {
    const comment = this.#text.startsWith("//", this.#offset) || this.#text.startsWith("/*", this.#offset);
    return comment
      ? new InvalidJson(this.#offset, expected, "Remove the comment: JSON has none")
      : new InvalidJson(this.#offset, expected);
  }

  #skipWhiteSpace(): void {
    this.#take(WHITE_SPACE);
  }

  #skip(character: string): boolean {
    if (this.#text[this.#offset] !== character) return false;
    this.#offset++;
    return true;
  }

  #take(pattern: RegExp): string | null {
    const sticky = new RegExp(pattern);
    sticky.lastIndex = this.#offset;
    const found = sticky.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#offset += found.length;
    return found;
  }
}
