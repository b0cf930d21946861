import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { runPromptgrid, spawnPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { StoredRecords } from "../support/stored-records.ts";
import { stableCompletions } from "../support/tables.ts";
import { watchSimulator } from "../support/watch.ts";

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

it("loses nothing of three runs that fill one database at once", async () => {
  simulator = await startSimulator({ latency: { medianMs: 10 } });
  const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: 200, concurrency: 8 });
  const runs = ["one", "two", "three"];
  const finished = await Promise.all(
    runs.map((id) => runPromptgrid(["run", "--run-id", id, "--quiet"], { cwd, environment: keys })),
  );
  expect(finished.map((result) => result.exitCode)).toEqual([0, 0, 0]);
  expect(simulator.statistics().received).toBe(3 * 600);
  const [one, two, three] = await Promise.all(runs.map((id) => stableCompletions(join(cwd, "results"), id)));
  expect(one).toHaveLength(600);
  expect(two).toEqual(one);
  expect(three).toEqual(one);
});

it("lets one of several processes resume a run, refuses the others, and sends nothing twice", async () => {
  // Slow enough that the last of three has started before the first could be done.
  simulator = await startSimulator({ latency: { medianMs: 250 } });
  const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: 80, concurrency: 4 });
  const results = join(cwd, "results");
  const killed = spawnPromptgrid(["run", "--run-id", "one", "--quiet"], { cwd, environment: keys });
  await watchSimulator(simulator, ({ answered, inFlight }) => answered > 40 && inFlight > 0);
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  await watchSimulator(simulator, ({ inFlight }) => inFlight === 0);
  const { received } = simulator.statistics();
  using stored = new StoredRecords(results);
  const kept = stored.count("one");

  const resumed = await Promise.all(
    [1, 2, 3].map(() => runPromptgrid(["resume", "one", "--quiet"], { cwd, environment: keys })),
  );
  expect(resumed.map((result) => result.exitCode ?? -1).sort((a, b) => a - b)).toEqual([0, 2, 2]);
  for (const { stderr } of resumed.filter(({ exitCode }) => exitCode === 2)) {
    expect(stderr).toMatch(/run one: another process is filling this run \(found process \d+ on /);
  }
  expect(simulator.statistics().received - received).toBe(240 - kept);
  expect(await stableCompletions(results, "one")).toHaveLength(240);
});

it("stops a process whose run was taken over while it stood still, before it keeps or sends more", async () => {
  simulator = await startSimulator({ latency: { medianMs: 60 } });
  const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: 60, concurrency: 4 });
  const results = join(cwd, "results");
  const asleep = spawnPromptgrid(["run", "--run-id", "one", "--quiet"], { cwd, environment: keys });
  await watchSimulator(simulator, ({ answered }) => answered > 40);
  asleep.child.kill("SIGSTOP");
  // What it had sent before it stood still has been received, and is not taken for the other's.
  await watchSimulator(simulator, ({ inFlight }) => inFlight === 0);
  using stored = new StoredRecords(results);
  // As if it ran in another container, whose processes cannot be seen from here, and its lease had run out.
  stored.change("update runs set owner_host = 'elsewhere', lease_until = 0");
  const kept = stored.count("one");
  const { received } = simulator.statistics();
  const other = await runPromptgrid(["resume", "one", "--quiet"], { cwd, environment: keys });
  expect(other.exitCode).toBe(0);
  expect(simulator.statistics().received - received).toBe(180 - kept);

  asleep.child.kill("SIGCONT");
  const awake = await asleep.finished;
  expect(awake.exitCode).toBe(3);
  expect(awake.stderr).toContain("another process took over");
  expect(simulator.statistics().received - received).toBeLessThanOrEqual(180 - kept + 12);
  expect((await runPromptgrid(["runs"], { cwd, environment: keys })).stdout).toMatch(/one .*complete/);
  expect(JSON.parse(await readFile(join(results, "one", "run.json"), "utf8"))).toMatchObject({ status: "complete" });
  expect((await stableCompletions(results, "one")).every((row) => row["status"] === "completed")).toBe(true);
});
