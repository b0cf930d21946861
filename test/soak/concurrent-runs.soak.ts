import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { runPromptgrid, spawnPromptgrid } from "../support/command.ts";
import { gridConfig, keys, promptsCsv } from "../support/grid.ts";
import { temporaryFolder } from "../support/folder.ts";
import { StoredRecords } from "../support/stored-records.ts";
import { stableCompletions } from "../support/tables.ts";
import { watchSimulator } from "../support/watch.ts";

const PROMPTS = 1_000;
const TASKS = 3 * PROMPTS;
const QUIET_RUNS = ["one", "two", "three", "four"];
const KILLS = 15;

it("loses nothing of five runs on one database while one of them is killed 15 times", async () => {
  const latency = { medianMs: 150, sigma: 0.5 };
  const simulators = await Promise.all([...QUIET_RUNS, "killed"].map(() => startSimulator({ latency })));
  await using closing = new AsyncDisposableStack();
  for (const simulator of simulators) closing.use(simulator);
  const configs = simulators.map(({ url }, index) => [
    `${index}.config.json`,
    gridConfig({ simulatorUrl: url, prompts: PROMPTS, concurrency: 6 }),
  ]);
  const cwd = await temporaryFolder({ ...Object.fromEntries(configs), "prompts.csv": promptsCsv(PROMPTS) });
  const results = join(cwd, "results");
  const argsOf = (id: string, index: number) => ["run", "--config", `${index}.config.json`, "--run-id", id, "--quiet"];
  const quiet = QUIET_RUNS.map((id, index) => runPromptgrid(argsOf(id, index), { cwd, environment: keys }));

  const killed = simulators[QUIET_RUNS.length];
  if (killed === undefined) throw new Error("there are five simulators");
  const random = seededRandom(7);
  for (let kills = 0; kills < KILLS; kills++) {
    const command = spawnPromptgrid(argsOf("killed", QUIET_RUNS.length), { cwd, environment: keys });
    const { answered } = killed.statistics();
    await watchSimulator(killed, (now) => now.answered >= answered + 5 && now.inFlight > 0);
    await setTimeout(random() * 500);
    const exited = once(command.child, "exit");
    command.child.kill("SIGKILL");
    expect(await exited).toEqual([null, "SIGKILL"]);
    await watchSimulator(killed, ({ inFlight }) => inFlight === 0);
  }
  const { received } = killed.statistics();
  using stored = new StoredRecords(results);
  const kept = stored.count("killed");
  const resumed = await runPromptgrid(["resume", "killed", "--quiet"], { cwd, environment: keys });
  expect(resumed.exitCode).toBe(0);
  expect(killed.statistics().received - received).toBe(TASKS - kept);

  for (const { exitCode, stderr } of await Promise.all(quiet)) expect([exitCode, stderr]).toEqual([0, ""]);
  expect(simulators.slice(0, -1).map((simulator) => simulator.statistics().received)).toEqual(
    QUIET_RUNS.map(() => TASKS),
  );
  const [first, ...others] = await Promise.all([...QUIET_RUNS, "killed"].map((id) => stableCompletions(results, id)));
  expect(first).toHaveLength(TASKS);
  for (const other of others) expect(other).toEqual(first);
  expect(stored.faults()).toEqual([]);
});
