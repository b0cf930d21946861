import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Of a run that judges another: that run's id, and the name and hash of the scorer that asks. */
export const addParents: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const name of ["parent", "scorer_name", "scorer_hash"]) {
      await database.schema.alterTable("runs").addColumn(name, "text").execute();
    }
    await database.schema.createIndex("runs_parent").on("runs").column("parent").execute();
  },
};
