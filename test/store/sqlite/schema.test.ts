import Database from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { Migrator } from "kysely/migration";
import { expect, test } from "vitest";
import { openConnection } from "../../../src/store/sqlite/connection.ts";
import { migrate } from "../../../src/store/sqlite/migrate.ts";
import { createSchema } from "../../../src/store/sqlite/migrations/create-schema.ts";
import { runMigrations } from "../../../src/store/sqlite/migrations/run-migrations.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../../src/store/sqlite/schema-version.ts";
import { temporaryDatabase } from "./temporary-database.ts";

/** Every table and index, on one line each, as SQLite understood it. */
function schemaOf(connection: Database.Database): string[] {
  const rows = connection
    .prepare<[], string>("select sql from sqlite_master where sql is not null order by rowid")
    .pluck()
    .all();
  return rows.map((sql) => sql.replaceAll(/\s+/g, " "));
}

const migrationsOf = (connection: Database.Database) =>
  connection.prepare("select name from kysely_migration order by name").pluck().all();

test("a new database has the schema that the migrations make", async () => {
  await using database = await temporaryDatabase();
  const created = openConnection(database.path, null);
  await migrate(created, database.path);
  const migrated = new Database(":memory:");
  await runMigrations(migrated);

  expect(schemaOf(created)).toEqual(schemaOf(migrated));
  expect(migrationsOf(created)).toEqual(migrationsOf(migrated));
  await runMigrations(created);
  expect(migrationsOf(created)).toEqual(migrationsOf(migrated));
  created.close();
  migrated.close();
});

test("a database of the first schema is brought to this one, and keeps what it has", async () => {
  await using database = await temporaryDatabase();
  const connection = openConnection(database.path, null);
  await migrate(connection, database.path);
  const newest = schemaOf(connection);
  connection.exec(`
    alter table lanes drop column unrecorded_cost;
    alter table lanes drop column unrecorded_tokens;
    drop table limit_histories;
    drop table baselines;
    drop index runs_parent;
    alter table runs drop column parent;
    alter table runs drop column scorer_name;
    alter table runs drop column scorer_hash;
    drop table scores;
    drop table score_columns;
    drop table run_scorers;
    drop table scorers;
    delete from kysely_migration where name <> '0001-create-schema';
    pragma user_version = 1;
    insert into runs (id, status, created_at, plan, template_count, repeats, config, promptgrid_version)
      values ('old', 'interrupted', 0, '{}', 1, 1, '{}', '0.1.0');
    insert into lanes (run_key, ordinal) values (1, 0);
  `);
  await migrate(connection, database.path);
  expect(schemaOf(connection)).toEqual(newest);
  expect(connection.prepare("select unrecorded_tokens, unrecorded_cost from lanes").all()).toEqual([
    { unrecorded_tokens: 0, unrecorded_cost: 0 },
  ]);
  connection.close();
});

test("packed keys are row ids: their tables have no second index", async () => {
  await using database = await temporaryDatabase();
  const connection = openConnection(database.path, null);
  await migrate(connection, database.path);
  const secondIndexes = connection
    .prepare<[], string>("select name from sqlite_master where type = 'index' and sql is null order by name")
    .pluck();
  expect(secondIndexes.all()).toEqual([
    "sqlite_autoindex_kysely_migration_1",
    "sqlite_autoindex_kysely_migration_lock_1",
    "sqlite_autoindex_lanes_1",
    "sqlite_autoindex_run_prompt_sets_1",
    "sqlite_autoindex_run_scorers_1",
    "sqlite_autoindex_score_columns_1",
    "sqlite_autoindex_scorers_1",
  ]);
  connection.close();
});

test("a database of the first schema gets what it lacks, and keeps what it has", async () => {
  await using database = await temporaryDatabase();
  const old = new Database(database.path);
  const kysely = new Kysely<unknown>({ dialect: new SqliteDialect({ database: old }) });
  const provider = { getMigrations: async () => ({ "0001-create-schema": createSchema }) };
  expect(await new Migrator({ db: kysely, provider }).migrateToLatest()).not.toHaveProperty("error");
  old.pragma(`application_id = ${APPLICATION_ID}`);
  old.pragma("user_version = 1");
  old.exec("insert into prompt_sets (hash) values ('abc')");
  old.close();

  const connection = openConnection(database.path, null);
  await migrate(connection, database.path);
  expect(connection.prepare("select hash from prompt_sets").pluck().all()).toEqual(["abc"]);
  expect(connection.pragma("user_version", { simple: true })).toBe(SCHEMA_VERSION);
  const migrated = new Database(":memory:");
  await runMigrations(migrated);
  expect(schemaOf(connection)).toEqual(schemaOf(migrated));
  expect(migrationsOf(connection)).toEqual(migrationsOf(migrated));
  connection.close();
  migrated.close();
});
