import { join } from "node:path";
import Database from "better-sqlite3";

/** Reads the database of a results folder behind the product's back. */
export class StoredRecords implements Disposable {
  readonly #database: Database.Database;

  constructor(results: string) {
    this.#database = new Database(join(results, "promptgrid.db"));
  }

  /** Durable records of a run. */
  count(runId: string): number {
    const count = this.#database.prepare<[string], number>(
      `select count(*) from records join lanes on lanes.key = records.key / 4294967296
       join runs on runs.key = run_key where id = ? and is_complete = 1`,
    );
    return count.pluck().get(runId) ?? 0;
  }

  /** What SQLite finds wrong with the file, and how many records have lost their text; nothing of it, it is hoped. */
  faults(): readonly unknown[] {
    const found = this.#database.prepare("select * from pragma_integrity_check where integrity_check <> 'ok'").all();
    return [
      ...found,
      ...this.#database.prepare("select key from bodies where key not in (select key from records)").all(),
    ];
  }

  /** Changes the database, as another machine or a disaster would. */
  change(sql: string): void {
    this.#database.exec(sql);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
