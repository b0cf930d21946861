/**
 * What all migrations together make of an empty database. A new database is made of this, because loading the migrator
 * takes longer than everything else that opens one; a test holds it to what the migrations make.
 */
export const CURRENT_SCHEMA = `
CREATE TABLE "kysely_migration" ("name" varchar(255) not null primary key, "timestamp" varchar(255) not null);
CREATE TABLE "kysely_migration_lock" ("id" varchar(255) not null primary key, "is_locked" integer default 0 not
  null);
CREATE TABLE "prompt_sets" ("key" integer primary key autoincrement, "is_complete" integer default 0 not null,
  "owner_process" integer, "owner_host" text, "owner_started" text, "lease_until" real, "hash" text not null,
  "columns" text default '[]' not null, "row_count" integer default 0 not null, "left_out" text default
  '{"count":0,"problems":[]}' not null);
CREATE UNIQUE INDEX "prompt_sets_hash" on "prompt_sets" ("hash") where is_complete = 1;
CREATE TABLE "prompts" ("key" integer primary key, "line" integer not null, "id" text, "cells" text not null);
CREATE INDEX "prompts_id" on "prompts" ("id") where "id" is not null;
CREATE TABLE "runs" ("key" integer primary key autoincrement, "is_complete" integer default 0 not null,
  "owner_process" integer, "owner_host" text, "owner_started" text, "lease_until" real, "id" text not null,
  "name" text, "status" text not null, "created_at" real not null, "finished_at" real, "exit_code" integer,
  "wall_ms" real default 0 not null, "plan" text not null, "template_count" integer not null, "repeats" integer
  not null, "config" text not null, "promptgrid_version" text not null, "git_commit" text, "left_out" text default
  '{"count":0,"problems":[]}' not null, "prompt_count"
  integer default 0 not null, "last_position" integer default -1 not null, "parent" text, "scorer_name" text,
  "scorer_hash" text);
CREATE UNIQUE INDEX "runs_id" on "runs" ("id") where is_complete = 1;
CREATE TABLE "run_prompt_sets" ("run_key" integer not null references "runs" ("key"), "ordinal" integer not
  null, "prompt_set_key" integer not null references "prompt_sets" ("key"), "name" text not null, constraint
  "run_prompt_sets_key" primary key ("run_key", "ordinal"));
CREATE TABLE "run_prompts" ("key" integer primary key, "prompt_key" integer not null, "prompt_set" integer not
  null);
CREATE TABLE "lanes" ("key" integer primary key autoincrement, "run_key" integer not null references "runs"
  ("key"), "ordinal" integer not null, "stop_code" text, "stop_message" text, "unrecorded_tokens" real default 0 not
  null, "unrecorded_cost" real default 0 not null, constraint "lanes_place" unique
  ("run_key", "ordinal"));
CREATE TABLE "records" ("key" integer primary key, "outcome" integer not null, "code" text, "message" text,
  "finish_reason" text, "usage" integer not null, "prompt_tokens" integer, "completion_tokens" integer,
  "total_tokens" integer, "cached_tokens" integer, "reasoning_tokens" integer, "cost" real, "attempts" integer
  not null, "rate_limited" integer not null, "queue_ms" real not null, "retry_ms" real not null, "latency_ms"
  real, "ttft_ms" real, "started_at" real not null, "request_id" text, "returned_model" text, "http_status"
  integer);
CREATE TABLE "bodies" ("key" integer primary key, "text" text, "reasoning" text, "tool_calls" text, "raw_block"
  integer, "raw_offset" integer, "raw_length" integer);
CREATE TABLE "raw_blocks" ("key" integer primary key, "is_compressed" integer not null, "data" blob not null);
CREATE TABLE "superseded_records" ("superseded_key" integer primary key, "superseded_at" real not null, "key"
  integer not null, "outcome" integer not null, "code" text, "message" text, "finish_reason" text, "usage"
  integer not null, "prompt_tokens" integer, "completion_tokens" integer, "total_tokens" integer,
  "cached_tokens" integer, "reasoning_tokens" integer, "cost" real, "attempts" integer not null, "rate_limited"
  integer not null, "queue_ms" real not null, "retry_ms" real not null, "latency_ms" real, "ttft_ms" real,
  "started_at" real not null, "request_id" text, "returned_model" text, "http_status" integer, "text" text,
  "reasoning" text, "tool_calls" text, "raw_block" integer, "raw_offset" integer, "raw_length" integer);
CREATE TABLE "limit_histories" ("key" integer primary key autoincrement, "run_key" integer not null references
  "runs" ("key"), "history" text not null);
CREATE INDEX "limit_histories_run" on "limit_histories" ("run_key");
CREATE TABLE "scorers" ("key" integer primary key autoincrement, "hash" text not null unique);
CREATE TABLE "run_scorers" ("run_key" integer not null references "runs" ("key"), "ordinal" integer not null,
  "name" text not null, "scorer_key" integer not null references "scorers" ("key"), "repeats" text not null,
  "is_amount" integer not null, constraint "run_scorers_key" primary key ("run_key", "name"));
CREATE TABLE "score_columns" ("key" integer primary key autoincrement, "scorer_key" integer not null references
  "scorers" ("key"), "lane_key" integer not null references "lanes" ("key"), constraint "score_columns_place"
  unique ("scorer_key", "lane_key"));
CREATE TABLE "scores" ("key" integer primary key, "kind" integer not null, "value" real, "reason" text);
CREATE TABLE "baselines" ("key" integer primary key autoincrement, "name" text not null, "run_key" integer not null
  references "runs" ("key"), "set_at" real not null);
CREATE UNIQUE INDEX "baselines_name" on "baselines" ("name");
CREATE INDEX "runs_parent" on "runs" ("parent");
`;
