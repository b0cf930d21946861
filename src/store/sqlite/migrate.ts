import { StoreError } from "../../core/errors.ts";
import type { Connection } from "./connection.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "./schema-version.ts";

/** Brings the database to this version's schema; costs two look-ups when it is there already. */
export async function migrate(connection: Connection, path: string): Promise<void> {
  if (isCurrent(connection, path)) return;
  // Only a database that is new or old pays for loading the migrator.
  const { runMigrations } = await import("./migrations/run-migrations.ts");
  connection.exec("begin immediate");
  try {
    // Another process may have been quicker while this one waited for the lock.
    if (!isCurrent(connection, path)) {
      await runMigrations(connection);
      connection.pragma(`application_id = ${APPLICATION_ID}`);
      connection.pragma(`user_version = ${SCHEMA_VERSION}`);
    }
    connection.exec("commit");
  } catch (error) {
    if (connection.inTransaction) connection.exec("rollback");
    throw error;
  }
}

function isCurrent(connection: Connection, path: string): boolean {
  const version = connection.pragma("user_version", { simple: true });
  const application = connection.pragma("application_id", { simple: true });
  if (application !== APPLICATION_ID && (application !== 0 || version !== 0 || hasTables(connection))) {
    throw new StoreError(
      "NOT_PROMPTGRID",
      `${path}: the file is a database of another program. Move it away, or choose another results folder`,
    );
  }
  if (Number(version) > SCHEMA_VERSION) {
    throw new StoreError(
      "NEWER_SCHEMA",
      `${path}: the database was written by a newer promptgrid (schema ${String(version)}, this one knows up to ` +
        `${SCHEMA_VERSION}). Update promptgrid, or choose another results folder`,
    );
  }
  return version === SCHEMA_VERSION;
}

function hasTables(connection: Connection): boolean {
  return connection.prepare("select 1 from sqlite_master limit 1").get() !== undefined;
}
