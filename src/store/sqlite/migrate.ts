import { StoreError } from "../../core/errors.ts";
import type { Connection } from "./connection.ts";
import { CURRENT_SCHEMA } from "./migrations/current-schema.ts";
import { APPLICATION_ID, MIGRATION_NAMES, SCHEMA_VERSION } from "./schema-version.ts";

/** Brings the database to this version's schema; costs two look-ups when it is there already. */
export async function migrate(connection: Connection, path: string): Promise<void> {
  if (versionOf(connection, path) === SCHEMA_VERSION) return;
  connection.exec("begin immediate");
  try {
    // Looked up again: another process may have been quicker while this one waited for the lock.
    const version = versionOf(connection, path);
    if (version === 0) createCurrentSchema(connection);
    else if (version < SCHEMA_VERSION) {
      // Only a database of an older promptgrid pays for loading the migrator.
      const { runMigrations } = await import("./migrations/run-migrations.ts");
      await runMigrations(connection);
    }
    connection.pragma(`application_id = ${APPLICATION_ID}`);
    connection.pragma(`user_version = ${SCHEMA_VERSION}`);
    connection.exec("commit");
  } catch (error) {
    if (connection.inTransaction) connection.exec("rollback");
    throw error;
  }
}

/** Leaves the database as if it had seen every migration. */
function createCurrentSchema(connection: Connection): void {
  connection.exec(CURRENT_SCHEMA);
  const insert = connection.prepare("insert into kysely_migration (name, timestamp) values (?, datetime())");
  for (const name of MIGRATION_NAMES) insert.run(name);
}

/** The schema's version, 0 for a new database; throws a StoreError when it is none of ours or a newer one. */
function versionOf(connection: Connection, path: string): number {
  const version = Number(connection.pragma("user_version", { simple: true }));
  const application = connection.pragma("application_id", { simple: true });
  if (application !== APPLICATION_ID && (application !== 0 || version !== 0 || hasTables(connection))) {
    throw new StoreError(
      "NOT_PROMPTGRID",
      `${path}: the file is a database of another program. Move it away, or choose another results folder`,
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      "NEWER_SCHEMA",
      `${path}: the database was written by a newer promptgrid (schema ${version}, this one knows up to ` +
        `${SCHEMA_VERSION}). Update promptgrid, or choose another results folder`,
    );
  }
  return version;
}

function hasTables(connection: Connection): boolean {
  return connection.prepare("select 1 from sqlite_master limit 1").get() !== undefined;
}
