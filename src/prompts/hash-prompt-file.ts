import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { formatByExtension } from "./prompt-file.ts";
import type { PromptFile } from "./prompt-file.ts";
import type { ParseOptions } from "./options.ts";

/** Raised whenever the same bytes and options would give other rows than before, so that stored sets are read anew. */
const PARSE_VERSION = 1;

/**
 * SHA-256 (hexadecimal) of everything that decides what rows a file gives: how it is read, then its bytes. The name is
 * no part of it, but the format that the extension stands for is. Rejects with the system's error when it cannot be read.
 */
export async function hashPromptFile(file: PromptFile, options: ParseOptions, signal?: AbortSignal): Promise<string> {
  const reading = {
    version: PARSE_VERSION,
    format: formatByExtension(file.path),
    encoding: options.encoding?.toLowerCase() ?? null,
    delimiter: options.delimiter,
    header: options.header,
    quotes: options.quotes,
    skipInvalid: options.skipInvalid,
    idColumn: options.idColumn,
  };
  const hash = createHash("sha256");
  hash.update(`${JSON.stringify(reading)}\n`);
  const chunks: AsyncIterable<Uint8Array> = createReadStream(file.path, signal === undefined ? {} : { signal });
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}
