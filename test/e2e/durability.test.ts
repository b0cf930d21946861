import { once } from "node:events";
import { readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { runPromptgrid, spawnPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { StoredRecords } from "../support/stored-records.ts";
import { readTable, stableCompletions, stableUsage } from "../support/tables.ts";
import { watchSimulator } from "../support/watch.ts";

const PROMPTS = 300;
const TASKS = 3 * PROMPTS;
const KILLS = 25;
/** The promise: an answer is durable this long after it came. */
const COMMIT_INTERVAL_MS = 50;
/** What a machine that is busy with other tests may add to it, at a single kill and in all but a few. */
const BUSY_MS = 100;
const PROMPT_KILLS = 20;

/** The owner columns of a process that is no more. */
const KILLED = `status = 'running', owner_process = 4194305, owner_host = '${hostname()}', owner_started = 'x/y/1',
  lease_until = 9e15, exit_code = null, finished_at = null`;

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

it("loses nothing that was durable at any of 25 kills, repeats only what was not, and ends with the undisturbed tables", async () => {
  simulator = await startSimulator({ latency: { medianMs: 60, sigma: 0.4 }, countPrompts: true, seed: 7 });
  const { url } = simulator;
  const cwd = await gridFolder({ simulatorUrl: url, prompts: PROMPTS, concurrency: 6 });
  const results = join(cwd, "results");
  const undisturbed = await runPromptgrid(["run", "--run-id", "undisturbed", "--quiet"], { cwd, environment: keys });
  expect(undisturbed.stderr).toBe("");
  expect(undisturbed.exitCode).toBe(0);
  await fetch(`${url}/_simulator/reset`, { method: "POST" });

  let durable = 0;
  let lost = 0;
  let promptKills = 0;
  for (let kills = 0; kills < KILLS; kills++) {
    const before = simulator.statistics();
    const target = before.answered + 20 + ((kills * 37) % 23);
    const command = spawnPromptgrid(["run", "--run-id", "killed", "--quiet"], { cwd, environment: keys });
    const watch = await watchSimulator(simulator, ({ answered, inFlight }) => answered >= target && inFlight > 0);
    command.child.kill("SIGKILL");
    // What a shell reports as 137.
    expect(await once(command.child, "exit")).toEqual([null, "SIGKILL"]);
    // Requests that were still on their way when the process died count as sent.
    await watchSimulator(simulator, ({ inFlight }) => inFlight === 0);
    const after = simulator.statistics();

    using stored = new StoredRecords(results);
    const kept = stored.count("killed") - durable;
    durable += kept;
    lost += after.received - before.received - kept;
    const answeredBefore = (milliseconds: number) => watch.answeredBefore(milliseconds) - before.answered;
    expect(kept).toBeGreaterThanOrEqual(answeredBefore(COMMIT_INTERVAL_MS + watch.longestStallMs + BUSY_MS));
    if (kept >= answeredBefore(COMMIT_INTERVAL_MS + watch.longestStallMs)) promptKills += 1;
  }
  expect(promptKills).toBeGreaterThanOrEqual(PROMPT_KILLS);

  const finished = await runPromptgrid(["resume", "killed", "--quiet"], { cwd, environment: keys });
  expect(finished.exitCode).toBe(0);
  const { received, prompts } = simulator.statistics();
  expect(Object.keys(prompts ?? {})).toHaveLength(TASKS);
  // Asked again: exactly what was not durable when a kill came.
  expect(received - TASKS).toBe(lost);

  using stored = new StoredRecords(results);
  expect(stored.count("killed")).toBe(TASKS);
  expect(stored.faults()).toEqual([]);
  const completions = await readTable(results, "killed", "completions");
  expect(new Set(completions.map((row) => `${row["prompt_id"]} ${row["model"]}`)).size).toBe(TASKS);
  expect(completions.every((row) => row["attempts"] === "1")).toBe(true);
  expect(await stableCompletions(results, "killed")).toEqual(await stableCompletions(results, "undisturbed"));
  expect(await readTable(results, "killed", "comparison")).toEqual(
    await readTable(results, "undisturbed", "comparison"),
  );
  expect(await stableUsage(results, "killed")).toEqual(await stableUsage(results, "undisturbed"));
  expect((await readdir(join(results, "killed"))).sort()).toEqual((await readdir(join(results, "undisturbed"))).sort());
}, 180_000);

it("ends a run that was killed after its last record, or while it wrote its tables, without asking anything again", async () => {
  simulator = await startSimulator();
  const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: 20 });
  const results = join(cwd, "results");
  const run = () => runPromptgrid(["run", "--run-id", "one", "--quiet"], { cwd, environment: keys });
  expect((await run()).exitCode).toBe(0);
  const tables = await stableCompletions(results, "one");
  const files = await readdir(join(results, "one"));

  await rm(join(results, "one", "usage.csv"));
  await rename(join(results, "one", "completions.csv"), join(results, "one", ".completions.csv.4194305.tmp"));
  using stored = new StoredRecords(results);
  stored.change(`update runs set ${KILLED}`);
  expect((await runPromptgrid(["runs"], { cwd, environment: keys })).stdout).toMatch(/one .*interrupted/);

  const ended = await run();
  expect([ended.exitCode, ended.stderr]).toEqual([0, ""]);
  expect(simulator.statistics().received).toBe(60);
  expect(await stableCompletions(results, "one")).toEqual(tables);
  expect((await readdir(join(results, "one"))).sort()).toEqual(files.sort());
  expect((await runPromptgrid(["runs"], { cwd, environment: keys })).stdout).toMatch(/one .*complete/);
});
