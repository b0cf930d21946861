import { sql } from "kysely";
import type { CreateTableBuilder, Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * The first schema: prompt sets, runs, records. Keys are packed integers (keys.ts), all of SQLite's type `integer`: a key
 * of any other type would be no rowid but a second index, and half as quick.
 */
export const createSchema: Migration = {
  async up(database: Kysely<unknown>): Promise<void> {
    await createPromptSets(database);
    await createRuns(database);
    await createRecords(database);
  },
};

const NOTHING_LEFT_OUT = '{"count":0,"problems":[]}';

/** Drafts may share a hash or an id; what is complete may not. */
const isComplete = sql<boolean>`is_complete = 1`;

async function createPromptSets(database: Kysely<unknown>): Promise<void> {
  await withOwner(database.schema.createTable("prompt_sets"))
    .addColumn("hash", "text", (column) => column.notNull())
    .addColumn("columns", "text", (column) => column.notNull().defaultTo("[]"))
    .addColumn("row_count", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("left_out", "text", (column) => column.notNull().defaultTo(NOTHING_LEFT_OUT))
    .execute();
  await database.schema
    .createIndex("prompt_sets_hash")
    .unique()
    .on("prompt_sets")
    .column("hash")
    .where(isComplete)
    .execute();

  /** Key: prompt set and row. Cells are a JSON array. */
  await database.schema
    .createTable("prompts")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("line", "integer", (column) => column.notNull())
    .addColumn("id", "text")
    .addColumn("cells", "text", (column) => column.notNull())
    .execute();
  await database.schema.createIndex("prompts_id").on("prompts").column("id").where("id", "is not", null).execute();
}

async function createRuns(database: Kysely<unknown>): Promise<void> {
  await withOwner(database.schema.createTable("runs"))
    .addColumn("id", "text", (column) => column.notNull())
    .addColumn("name", "text")
    .addColumn("status", "text", (column) => column.notNull())
    .addColumn("created_at", "real", (column) => column.notNull())
    .addColumn("finished_at", "real")
    .addColumn("exit_code", "integer")
    .addColumn("wall_ms", "real", (column) => column.notNull().defaultTo(0))
    .addColumn("plan", "text", (column) => column.notNull())
    .addColumn("template_count", "integer", (column) => column.notNull())
    .addColumn("repeats", "integer", (column) => column.notNull())
    .addColumn("config", "text", (column) => column.notNull())
    .addColumn("promptgrid_version", "text", (column) => column.notNull())
    .addColumn("git_commit", "text")
    .addColumn("left_out", "text", (column) => column.notNull().defaultTo(NOTHING_LEFT_OUT))
    .addColumn("prompt_count", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("last_position", "integer", (column) => column.notNull().defaultTo(-1))
    .execute();
  await database.schema.createIndex("runs_id").unique().on("runs").column("id").where(isComplete).execute();

  await database.schema
    .createTable("run_prompt_sets")
    .addColumn("run_key", "integer", (column) => column.notNull().references("runs.key"))
    .addColumn("ordinal", "integer", (column) => column.notNull())
    .addColumn("prompt_set_key", "integer", (column) => column.notNull().references("prompt_sets.key"))
    .addColumn("name", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("run_prompt_sets_key", ["run_key", "ordinal"])
    .execute();

  /** Key: run and position. */
  await database.schema
    .createTable("run_prompts")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("prompt_key", "integer", (column) => column.notNull())
    .addColumn("prompt_set", "integer", (column) => column.notNull())
    .execute();

  await database.schema
    .createTable("lanes")
    .addColumn("key", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("run_key", "integer", (column) => column.notNull().references("runs.key"))
    .addColumn("ordinal", "integer", (column) => column.notNull())
    .addColumn("stop_code", "text")
    .addColumn("stop_message", "text")
    .addUniqueConstraint("lanes_place", ["run_key", "ordinal"])
    .execute();
}

async function createRecords(database: Kysely<unknown>): Promise<void> {
  /** Key: lane and cell. Narrow, so that settled keys and figures are scanned without reading any text. */
  await withFigures(
    database.schema.createTable("records").addColumn("key", "integer", (column) => column.primaryKey()),
  ).execute();
  await withBody(
    database.schema.createTable("bodies").addColumn("key", "integer", (column) => column.primaryKey()),
  ).execute();

  /** Raw response bodies of one commit, compressed together: four times quicker and a third smaller than one by one. */
  await database.schema
    .createTable("raw_blocks")
    .addColumn("key", "integer", (column) => column.primaryKey())
    .addColumn("is_compressed", "integer", (column) => column.notNull())
    .addColumn("data", "blob", (column) => column.notNull())
    .execute();

  const superseded = database.schema
    .createTable("superseded_records")
    .addColumn("superseded_key", "integer", (column) => column.primaryKey())
    .addColumn("superseded_at", "real", (column) => column.notNull())
    .addColumn("key", "integer", (column) => column.notNull());
  await withBody(withFigures(superseded)).execute();
}

/** Rows that a process makes or holds: complete or a draft, and whose. */
function withOwner(table: CreateTableBuilder<string>): CreateTableBuilder<string> {
  return table
    .addColumn("key", "integer", (column) => column.primaryKey().autoIncrement())
    .addColumn("is_complete", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("owner_process", "integer")
    .addColumn("owner_host", "text")
    .addColumn("owner_started", "text")
    .addColumn("lease_until", "real");
}

function withFigures(table: CreateTableBuilder<string>): CreateTableBuilder<string> {
  return table
    .addColumn("outcome", "integer", (column) => column.notNull())
    .addColumn("code", "text")
    .addColumn("message", "text")
    .addColumn("finish_reason", "text")
    .addColumn("usage", "integer", (column) => column.notNull())
    .addColumn("prompt_tokens", "integer")
    .addColumn("completion_tokens", "integer")
    .addColumn("total_tokens", "integer")
    .addColumn("cached_tokens", "integer")
    .addColumn("reasoning_tokens", "integer")
    .addColumn("cost", "real")
    .addColumn("attempts", "integer", (column) => column.notNull())
    .addColumn("rate_limited", "integer", (column) => column.notNull())
    .addColumn("queue_ms", "real", (column) => column.notNull())
    .addColumn("retry_ms", "real", (column) => column.notNull())
    .addColumn("latency_ms", "real")
    .addColumn("ttft_ms", "real")
    .addColumn("started_at", "real", (column) => column.notNull())
    .addColumn("request_id", "text")
    .addColumn("returned_model", "text")
    .addColumn("http_status", "integer");
}

function withBody(table: CreateTableBuilder<string>): CreateTableBuilder<string> {
  return table
    .addColumn("text", "text")
    .addColumn("reasoning", "text")
    .addColumn("tool_calls", "text")
    .addColumn("raw_block", "integer")
    .addColumn("raw_offset", "integer")
    .addColumn("raw_length", "integer");
}
