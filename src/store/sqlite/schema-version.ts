/** Number of migrations that this promptgrid knows; SQLite keeps the database's own number in `user_version`. */
export const SCHEMA_VERSION = 1;

/** Marks a file as promptgrid's in SQLite's `application_id`: "pgrd" in ASCII. */
export const APPLICATION_ID = 0x70677264;
