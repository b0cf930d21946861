import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";

/** A path for a database in a folder of its own, removed with everything in it by `await using`. */
export interface TemporaryDatabase extends AsyncDisposable {
  readonly path: string;
  /** Changes the database behind the store's back, as another machine or a disaster would. */
  readonly change: (sql: string) => void;
  readonly count: (sql: string) => number;
}

export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const folder = await mkdtemp(join(tmpdir(), "promptgrid-store-"));
  const path = join(folder, "promptgrid.db");
  const withConnection = <Result>(work: (connection: Database.Database) => Result): Result => {
    const connection = new Database(path);
    try {
      return work(connection);
    } finally {
      connection.close();
    }
  };
  return {
    path,
    change: (sql) => {
      withConnection((connection) => connection.exec(sql));
    },
    count: (sql) => withConnection((connection) => connection.prepare<[], number>(sql).pluck().get() ?? 0),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
