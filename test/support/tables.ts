import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";

/** A table's rows by column name. */
export type Row = Record<string, string>;

/** Reads `<results>/<run>/<table>.csv` of a finished run. */
export async function readTable(results: string, runId: string, table: string): Promise<Row[]> {
  const text = await readFile(join(results, runId, `${table}.csv`), "utf8");
  return parse<Row>(text, { columns: true });
}

/** Columns of completions.csv that differ from run to run without anything being wrong. */
const TIMED_COLUMNS = [
  "run_id",
  "queue_ms",
  "retry_ms",
  "latency_ms",
  "ttft_ms",
  "started_at",
  "attempts",
  "request_id",
];

/** completions.csv without what may differ between two runs of one plan. */
export async function stableCompletions(results: string, runId: string): Promise<Row[]> {
  const rows = await readTable(results, runId, "completions");
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !TIMED_COLUMNS.includes(name))));
}

/** usage.csv without what may differ between two runs of one plan. */
export async function stableUsage(results: string, runId: string): Promise<Row[]> {
  const rows = await readTable(results, runId, "usage");
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !/_ms$|^wall_s$|^requests_per_s$/.test(name))),
  );
}
