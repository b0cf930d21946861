/** Escapes in a row that are recognised: JSON within JSON within JSON; unbounded, a body of backslashes would take forever. */
const ESCAPES = 7;

/** A text as it stands, URL-encoded, JSON-escaped, and in base64 wherever in the encoded text it may begin. */
export function literalForms(text: string): string[] {
  const plain = [text, encodeURIComponent(text.toWellFormed()), JSON.stringify(text).slice(1, -1)];
  const base64 = [0, 1, 2].map((offset) => base64Form(text, offset));
  const urlSafe = base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"));
  return [...plain, ...base64, ...base64.map((form) => form.replaceAll("/", "\\/")), ...urlSafe];
}

/** True for text in which a printable ASCII character, of which keys are made, may be written in another way than as itself. */
export function hasEscapes(text: string): boolean {
  return /\\(?:u00[2-7][\da-f]|[^bfnrtu"\\])|%[2-7][\da-f]|&#/i.test(text);
}

/**
 * Source of a regular expression that finds a text however its characters are escaped, each in its own way: JSON and
 * JavaScript (`\/`, `\u002f`), URLs (`%2F`, `%2f`, `%252F`), HTML (`&#47;`, `&#x2F;`).
 */
export function escapedPattern(text: string): string {
  return Array.from({ length: text.length }, (_, index) => characterPattern(text.charCodeAt(index))).join("");
}

function characterPattern(code: number): string {
  const hex = code.toString(16).padStart(4, "0");
  const digits = anyCase(hex);
  const json = `\\\\{0,${ESCAPES}}\\u${hex}|\\\\{1,${ESCAPES}}u${digits}`;
  // Beyond ASCII a URL holds UTF-8 bytes; no header can carry such a key.
  const url = code < 0x80 ? `|%(?:25){0,${ESCAPES}}${digits.slice(2)}` : "";
  return `(?:${json}${url}|&#(?:0{0,${ESCAPES}}${code}|[xX]0{0,${ESCAPES}}${anyCase(code.toString(16))});)`;
}

function anyCase(hex: string): string {
  return hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** What any base64 text holds that encodes `text` after `offset` (modulo 3) other bytes; the digits shared with neighbours are left out. */
function base64Form(text: string, offset: number): string {
  const bytes = Buffer.from("\0".repeat(offset) + text);
  return bytes.toString("base64").slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
