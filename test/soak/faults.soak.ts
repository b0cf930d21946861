import { join } from "node:path";
import { expect, it } from "vitest";
import { startSimulatorThread } from "../../src/simulator/thread.ts";
import { runPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { StoredRecords } from "../support/stored-records.ts";
import { readTable } from "../support/tables.ts";
import { PATIENT, transientFaults } from "./transient-faults.ts";

const PROMPTS = 20_000;
const TASKS = 3 * PROMPTS;

it("settles each of 60,000 tasks once while a fifth of the requests is faulted, and counts what was really sent", async () => {
  await using simulator = await startSimulatorThread({ faults: transientFaults(0.2), countPrompts: true });
  const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: PROMPTS, concurrency: 64, model: PATIENT });
  const run = await runPromptgrid(["run", "--run-id", "faulted", "--quiet"], { cwd, environment: keys });
  expect(run.stderr).toBe("");
  expect(run.exitCode).toBe(0);

  const { answered, faulted, received, rejected, abandoned, promptTokens, completionTokens, prompts } =
    await simulator.statistics();
  expect(answered).toBe(TASKS);
  expect(received).toBe(answered + faulted);
  expect(rejected + abandoned).toBe(0);
  expect(faulted / received).toBeGreaterThan(0.19);
  expect(faulted / received).toBeLessThan(0.21);
  expect(Object.keys(prompts ?? {})).toHaveLength(TASKS);

  const results = join(cwd, "results");
  using stored = new StoredRecords(results);
  expect(stored.count("faulted")).toBe(TASKS);
  expect(stored.faults()).toEqual([]);
  const rows = await readTable(results, "faulted", "completions");
  expect(new Set(rows.map((row) => `${row["prompt_id"]} ${row["model"]}`)).size).toBe(TASKS);
  const sumOf = (table: readonly Record<string, string>[], column: string) =>
    table.reduce((sum, row) => sum + Number(row[column]), 0);
  const usage = await readTable(results, "faulted", "usage");
  for (const table of [rows, usage]) {
    expect(sumOf(table, "prompt_tokens")).toBe(promptTokens);
    expect(sumOf(table, "completion_tokens")).toBe(completionTokens);
    expect(sumOf(table, "attempts")).toBe(received);
  }
});
