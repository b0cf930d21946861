import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** The names under which runs are kept as baselines. */
export const addBaselines: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable("baselines")
      .addColumn("key", "integer", (column) => column.primaryKey().autoIncrement())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("run_key", "integer", (column) => column.notNull().references("runs.key"))
      .addColumn("set_at", "real", (column) => column.notNull())
      .execute();
    await database.schema.createIndex("baselines_name").unique().on("baselines").column("name").execute();
  },
};
