/**
 * Every migration, in order; a name never changes. SQLite's `user_version` counts those that a database has seen, so that
 * opening one need not ask the migrator.
 */
export const MIGRATION_NAMES = [
  "0001-create-schema",
  "0002-add-unrecorded-spend",
  "0003-add-limit-histories",
  "0004-add-scores",
  "0005-add-baselines",
  "0006-add-parents",
] as const;

/** The newest schema that this promptgrid knows. */
export const SCHEMA_VERSION = MIGRATION_NAMES.length;

/** Marks a file as promptgrid's in SQLite's `application_id`: "pgrd" in ASCII. */
export const APPLICATION_ID = 0x70677264;
