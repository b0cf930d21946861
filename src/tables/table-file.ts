import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { PromptgridError } from "../core/errors.ts";

/** A result file could not be written (disk full, folder gone). Exit code 3: the store is untouched, `export` writes it again. */
export class TableWriteError extends PromptgridError {
  override readonly name = "TableWriteError";
  readonly path: string;
  /** The system's code, e.g. `ENOSPC`. */
  readonly code: string;

  constructor(path: string, cause: unknown) {
    super(`${path}: could not be written (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
    this.path = path;
    this.code = cause instanceof Error && "code" in cause ? String(cause.code) : "UNKNOWN";
  }
}

const BUFFER_BYTES = 2 ** 18;

const encoder = new TextEncoder();

/** Where a process writes a table before it is complete; a later sweep knows by the process id what was left behind. */
export function temporaryPath(path: string, processId: number): string {
  return join(dirname(path), `.${basename(path)}.${processId}.tmp`);
}

/**
 * A file that appears under its name as a whole or not at all: written beside it, synced, then renamed. Unless
 * `commit` resolved, disposing removes what was written and an older file of that name stays as it was.
 */
export class TableFile implements AsyncDisposable {
  readonly path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle;
  /** Used for every write: buffers made for each would pile up until they are collected. */
  readonly #bytes = new Uint8Array(BUFFER_BYTES);
  #committed = false;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  static async open(path: string): Promise<TableFile> {
    const temporary = temporaryPath(path, process.pid);
    // Exclusive: two writers of one table in one process would mix their rows.
    const handle = await attempt(path, () => open(temporary, "wx"));
    return new TableFile(path, temporary, handle);
  }

  /** Appends `text` as UTF-8; resolves when the system has taken all of it. One write at a time. */
  write(text: string): Promise<void> {
    return attempt(this.path, async () => {
      for (let rest = text; rest.length > 0;) {
        const { read, written } = encoder.encodeInto(rest, this.#bytes);
        for (let offset = 0; offset < written;) {
          offset += (await this.#handle.write(this.#bytes, offset, written - offset)).bytesWritten;
        }
        rest = rest.slice(read);
      }
    });
  }

  /** Resolves when all that was written is on the disk. */
  sync(): Promise<void> {
    return attempt(this.path, () => this.#handle.sync());
  }

  /** Gives the file its name; resolves when it would survive a power cut. */
  async commit(): Promise<void> {
    await this.sync();
    await attempt(this.path, async () => {
      await this.#handle.close();
      await rename(this.#temporary, this.path);
      this.#committed = true;
      await syncFolder(dirname(this.path));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#committed) return;
    await this.#handle.close();
    await rm(this.#temporary, { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; its renames are journalled.
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function attempt<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw new TableWriteError(path, error);
  }
}
