import { statSync } from "node:fs";
import { StoreError } from "../../core/errors.ts";

/** What SQLite adds to the database's name; the log holds the latest commits. */
const ENDINGS = ["", "-wal", "-shm"] as const;

/**
 * Notices when the database's files are no longer where they were opened. SQLite does not while it keeps a write-ahead
 * log: it goes on writing into files that nobody will find again.
 */
export class DatabaseFiles {
  readonly #path: string;
  /** Device and inode of each file, once it was there. */
  readonly #identities = new Map<string, string>();

  constructor(path: string) {
    this.#path = path;
    this.demandInPlace();
  }

  /** Throws a StoreError when a file was moved, replaced or deleted since it was first seen. */
  demandInPlace(): void {
    // Windows lets nobody move or delete what is open.
    if (process.platform === "win32") return;
    for (const ending of ENDINGS) {
      const path = this.#path + ending;
      const found = statSync(path, { throwIfNoEntry: false });
      const identity = found === undefined ? null : `${found.dev} ${found.ino}`;
      const known = this.#identities.get(path) ?? identity;
      if (known !== identity) throw moved(path);
      if (known !== null) this.#identities.set(path, known);
    }
  }
}

function moved(path: string): StoreError {
  return new StoreError(
    "DATABASE_MOVED",
    `${path} was moved, replaced or deleted while it was in use: nothing that is stored now would be found again. Put ` +
      "it back with the files beside it, then resume the run; if it is gone, only the tables are left, and resuming starts anew",
  );
}
