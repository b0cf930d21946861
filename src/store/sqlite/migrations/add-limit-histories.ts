import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What was learnt of each account's limits, one row for each account and sitting of a run, as JSON. */
export const addLimitHistories: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable("limit_histories")
      .addColumn("key", "integer", (column) => column.primaryKey().autoIncrement())
      .addColumn("run_key", "integer", (column) => column.notNull().references("runs.key"))
      .addColumn("history", "text", (column) => column.notNull())
      .execute();
    await database.schema.createIndex("limit_histories_run").on("limit_histories").column("run_key").execute();
  },
};
