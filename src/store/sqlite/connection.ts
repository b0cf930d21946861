import Database from "better-sqlite3";

export type Connection = Database.Database;

/** How long a statement waits for other processes before the store gives up, milliseconds. */
const BUSY_TIMEOUT_MS = 30_000;
/** Wait between two tries where SQLite itself does not wait, milliseconds. */
const BUSY_RETRY_MS = 10;
/** Records of 2 KB take 3.4 KB each on pages of this size, 5.2 KB on pages of 4 KB, and a third less time. */
const PAGE_SIZE = 16_384;
const CACHE_KB = 8 * 1024;
/** Pages in the write-ahead log before they move into the database: 8 MB. */
const CHECKPOINT_PAGES = 512;
const JOURNAL_LIMIT_BYTES = 64 * 2 ** 20;

/** Opens (or creates) the database with what the store promises: write-ahead log, durable commits, bounded memory. */
export function openConnection(path: string, maximumPages: number | null): Connection {
  const connection = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    connection.pragma(`page_size = ${PAGE_SIZE}`);
    useWriteAheadLog(connection);
    connection.pragma("synchronous = FULL");
    connection.pragma("foreign_keys = ON");
    connection.pragma(`cache_size = -${CACHE_KB}`);
    connection.pragma("mmap_size = 0");
    connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    connection.pragma(`journal_size_limit = ${JOURNAL_LIMIT_BYTES}`);
    if (maximumPages !== null) connection.pragma(`max_page_count = ${maximumPages}`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** SQLite does not wait for a lock while it changes the journal mode, so two processes that create a database collide. */
function useWriteAheadLog(connection: Connection): void {
  const deadline = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      if (connection.pragma("journal_mode", { simple: true }) !== "wal") connection.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_RETRY_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
}

/** Does `work` with another limit on how long a statement waits for other processes, milliseconds. */
export function withBusyTimeout(connection: Connection, timeoutMs: number, work: () => void): void {
  connection.pragma(`busy_timeout = ${timeoutMs}`);
  try {
    work();
  } finally {
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

/** Runs `work` as one durable transaction that holds the write lock from its start, so it can never fail half-way busy. */
export function writeTransaction<Result>(connection: Connection, work: () => Result): Result {
  connection.exec("begin immediate");
  try {
    const result = work();
    connection.exec("commit");
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (connection.inTransaction) connection.exec("rollback");
    throw error;
  }
}
