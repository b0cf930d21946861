import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { runPromptgrid, spawnPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { StoredRecords } from "../support/stored-records.ts";
import { readTable, stableCompletions, stableUsage } from "../support/tables.ts";
import { watchSimulator } from "../support/watch.ts";
import { PATIENT, transientFaults } from "./transient-faults.ts";

const PROMPTS = 2_000;
const TASKS = 3 * PROMPTS;
const KILLS = 100;
/** From the start of the process: its first requests leave after half a second. */
const LONGEST_LIFE_MS = 1_600;
const PROMISED_MS = 50;
/** What a machine with two processors that play all parts may add to it. */
const BUSY_MS = 100;

it("loses nothing at 100 kills at any instant, with a tenth of the requests faulted", async () => {
  await using simulator = await startSimulator({
    latency: { medianMs: 120, sigma: 0.5 },
    faults: transientFaults(0.1),
    countPrompts: true,
  });
  const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: PROMPTS, concurrency: 6, model: PATIENT });
  const results = join(cwd, "results");
  const undisturbed = await runPromptgrid(["run", "--run-id", "undisturbed", "--quiet"], { cwd, environment: keys });
  expect(undisturbed.exitCode).toBe(0);
  await fetch(`${simulator.url}/_simulator/reset`, { method: "POST" });
  const random = seededRandom(20_261_122);

  let durable = 0;
  let lostAnswers = 0;
  let killsWhileSending = 0;
  for (let kills = 0; kills < KILLS; kills++) {
    const before = simulator.statistics();
    const command = spawnPromptgrid(["run", "--run-id", "killed", "--quiet"], { cwd, environment: keys });
    const life = setTimeout(random() * LONGEST_LIFE_MS, true);
    let isOver = false;
    void life.then(() => (isOver = true));
    const watch = await watchSimulator(simulator, () => isOver);
    if (simulator.statistics().inFlight > 0) killsWhileSending += 1;
    const exited = once(command.child, "exit");
    command.child.kill("SIGKILL");
    expect(await exited).toEqual([null, "SIGKILL"]);
    await watchSimulator(simulator, ({ inFlight }) => inFlight === 0);

    using stored = new StoredRecords(results);
    const kept = stored.count("killed") - durable;
    durable += kept;
    lostAnswers += simulator.statistics().answered - before.answered - kept;
    const bound = PROMISED_MS + watch.longestStallMs + BUSY_MS;
    expect(kept).toBeGreaterThanOrEqual(watch.answeredBefore(bound) - before.answered);
    expect(stored.faults()).toEqual([]);
  }
  expect(killsWhileSending).toBeGreaterThan(KILLS / 3);

  const finished = await runPromptgrid(["resume", "killed", "--quiet"], { cwd, environment: keys });
  expect(finished.exitCode).toBe(0);
  const { answered, prompts } = simulator.statistics();
  expect(Object.keys(prompts ?? {})).toHaveLength(TASKS);
  // Paid for again: exactly the answers that were not durable when a kill came.
  expect(answered - TASKS).toBe(lostAnswers);

  const completions = await readTable(results, "killed", "completions");
  expect(new Set(completions.map((row) => `${row["prompt_id"]} ${row["model"]}`)).size).toBe(TASKS);
  expect(await stableCompletions(results, "killed")).toEqual(await stableCompletions(results, "undisturbed"));
  expect(await readTable(results, "killed", "comparison")).toEqual(
    await readTable(results, "undisturbed", "comparison"),
  );
  const withoutAttempts = (rows: Awaited<ReturnType<typeof stableUsage>>) =>
    rows.map(({ attempts: _attempts, rate_limited: _rateLimited, ...row }) => row);
  expect(withoutAttempts(await stableUsage(results, "killed"))).toEqual(
    withoutAttempts(await stableUsage(results, "undisturbed")),
  );
});
