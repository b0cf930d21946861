import Database from "better-sqlite3";
import { StoreError } from "../../core/errors.ts";

interface Refusal {
  /** Start of SQLite's code; the longest that fits counts. */
  readonly code: string;
  readonly what: string;
  readonly fix: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    code: "SQLITE_FULL",
    what: "the disk is full",
    fix: "What was committed is safe: free some space, then resume the run",
  },
  {
    code: "SQLITE_BUSY",
    what: "another process kept the database locked for too long",
    fix: "End that process (a database shell, a backup), then resume the run",
  },
  {
    code: "SQLITE_NOTADB",
    what: "the file is no SQLite database, or its start is damaged",
    fix: "Restore it from a copy, or move it away and start anew",
  },
  {
    code: "SQLITE_CORRUPT",
    what: "the database is damaged",
    fix: "Restore it from a copy, or rescue what is readable with `sqlite3 <file> .recover`",
  },
  {
    code: "SQLITE_READONLY",
    what: "the database cannot be written",
    fix: "Allow this user to write the file and its folder, or choose another results folder",
  },
  {
    code: "SQLITE_CANTOPEN",
    what: "the database cannot be opened",
    fix: "Check that the path is a file and that this user may write it and its folder",
  },
  {
    code: "SQLITE_IOERR",
    what: "the disk failed to read or write",
    fix: "Check the disk and the file system (SQLite needs one with working locks), then resume the run",
  },
];

/** The error as the database's refusal, saying what, where and what to do; null when it is none (a defect of ours). */
export function storeErrorFrom(error: unknown, path: string): StoreError | null {
  if (error instanceof StoreError) return error;
  if (error instanceof Database.SqliteError) {
    const refusal = REFUSALS.find(({ code }) => error.code.startsWith(code));
    const message =
      refusal === undefined
        ? `${path}: the database refused: ${error.message} (${error.code})`
        : `${path}: ${refusal.what} (${error.code}: ${error.message}). ${refusal.fix}`;
    return new StoreError(error.code, message, { cause: error });
  }
  if (isSystemError(error)) {
    const fix = "Check the path and its permissions, or choose another results folder";
    return new StoreError(error.code, `${path}: the database's folder cannot be used (${error.message}). ${fix}`, {
      cause: error,
    });
  }
  return null;
}

/** An error of the operating system, as `node:fs` throws it. */
function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}
