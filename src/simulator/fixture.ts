import { readFileSync } from "node:fs";

/** A literal HTTP response, taken apart. */
export interface Fixture {
  readonly status: number;
  readonly reason: string;
  /** Names and values in turn, as `writeHead` takes them. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** The whole file. */
  readonly raw: Buffer;
}

/** Reads `fixtures/<file>`. */
export function readFixture(file: string): Fixture {
  return parseFixture(readFileSync(new URL(`./fixtures/${file}`, import.meta.url)));
}

/** Takes a literal HTTP response apart; throws `SyntaxError` when it is none. */
export function parseFixture(raw: Buffer): Fixture {
  const end = raw.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = raw.toString("latin1", 0, Math.max(end, 0)).split("\r\n");
  const status = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(statusLine);
  if (status?.[1] === undefined || status[2] === undefined)
    throw new SyntaxError(`not an HTTP response: ${statusLine}`);
  const headers = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  return { status: Number(status[1]), reason: status[2], headers, body: raw.subarray(end + 4), raw };
}

/** The headers with `name` set to `value`, or removed where it is null; a header that is not there is not added. */
export function replaceHeader(headers: readonly string[], name: string, value: string | null): readonly string[] {
  const replaced: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [key = "", old = ""] = [headers[index], headers[index + 1]];
    if (key.toLowerCase() !== name) replaced.push(key, old);
    else if (value !== null) replaced.push(key, value);
  }
  return replaced;
}

/** Whether the headers have one of this name (lower case). */
export function hasHeader(headers: readonly string[], name: string): boolean {
  return headers.some((key, index) => index % 2 === 0 && key.toLowerCase() === name);
}
