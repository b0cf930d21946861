import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { PromptFile } from "./prompt-file.ts";

/** Standard input as a file; disposing of it removes the file. */
export interface SpooledInput extends AsyncDisposable {
  readonly file: PromptFile;
}

/** Copies a stream that can be read only once into a private temporary file (mode 0700 folder), for several passes. */
export async function spoolStandardInput(
  input: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<SpooledInput> {
  const folder = await mkdtemp(join(tmpdir(), "promptgrid-stdin-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const path = join(folder, "stdin");
  try {
    await pipeline(input, createWriteStream(path), signal === undefined ? {} : { signal });
  } catch (error) {
    await remove();
    throw error;
  }
  return { file: { path, name: "stdin" }, [Symbol.asyncDispose]: remove };
}
