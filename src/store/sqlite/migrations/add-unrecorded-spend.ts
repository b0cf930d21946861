import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What a lane has spent, or may have, that none of its records carries: attempts without usage, repeated or cut. */
export const addUnrecordedSpend: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    for (const name of ["unrecorded_tokens", "unrecorded_cost"]) {
      await database.schema
        .alterTable("lanes")
        .addColumn(name, "real", (column) => column.notNull().defaultTo(0))
        .execute();
    }
  },
};
