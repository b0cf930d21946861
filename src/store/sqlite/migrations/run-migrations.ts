import { Kysely, SqliteDialect } from "kysely";
import { Migrator } from "kysely/migration";
import type { Migration } from "kysely/migration";
import type { Connection } from "../connection.ts";
import type { MIGRATION_NAMES } from "../schema-version.ts";
import { addBaselines } from "./add-baselines.ts";
import { addLimitHistories } from "./add-limit-histories.ts";
import { addParents } from "./add-parents.ts";
import { addUnrecordedSpend } from "./add-unrecorded-spend.ts";
import { addScores } from "./add-scores.ts";
import { createSchema } from "./create-schema.ts";

/** The migrator runs them in alphabetical order. */
const MIGRATIONS: Readonly<Record<(typeof MIGRATION_NAMES)[number], Migration>> = {
  "0001-create-schema": createSchema,
  "0002-add-unrecorded-spend": addUnrecordedSpend,
  "0003-add-limit-histories": addLimitHistories,
  "0004-add-scores": addScores,
  "0005-add-baselines": addBaselines,
  "0006-add-parents": addParents,
};

/** Runs the migrations that the database lacks, inside the transaction that the caller has begun. */
export async function runMigrations(connection: Connection): Promise<void> {
  // Not destroyed: that would close the connection, which is the caller's.
  const database = new Kysely<unknown>({ dialect: new SqliteDialect({ database: connection }) });
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}
