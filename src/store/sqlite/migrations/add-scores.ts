import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Scorers by hash, which of them a run shows, and scores: narrow rows under packed integer keys, as records are. */
export const addScores: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await database.schema
      .createTable("scorers")
      .addColumn("key", "integer", (column) => column.primaryKey().autoIncrement())
      .addColumn("hash", "text", (column) => column.notNull().unique())
      .execute();

    await database.schema
      .createTable("run_scorers")
      .addColumn("run_key", "integer", (column) => column.notNull().references("runs.key"))
      .addColumn("ordinal", "integer", (column) => column.notNull())
      .addColumn("name", "text", (column) => column.notNull())
      .addColumn("scorer_key", "integer", (column) => column.notNull().references("scorers.key"))
      .addColumn("repeats", "text", (column) => column.notNull())
      .addColumn("is_amount", "integer", (column) => column.notNull())
      .addPrimaryKeyConstraint("run_scorers_key", ["run_key", "name"])
      .execute();

    await database.schema
      .createTable("score_columns")
      .addColumn("key", "integer", (column) => column.primaryKey().autoIncrement())
      .addColumn("scorer_key", "integer", (column) => column.notNull().references("scorers.key"))
      .addColumn("lane_key", "integer", (column) => column.notNull().references("lanes.key"))
      .addUniqueConstraint("score_columns_place", ["scorer_key", "lane_key"])
      .execute();

    /** Key: score column and cell. */
    await database.schema
      .createTable("scores")
      .addColumn("key", "integer", (column) => column.primaryKey())
      .addColumn("kind", "integer", (column) => column.notNull())
      .addColumn("value", "real")
      .addColumn("reason", "text")
      .execute();
  },
};
