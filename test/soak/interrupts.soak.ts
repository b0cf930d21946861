import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { runPromptgrid, spawnPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";

const PROMPTS = 150;
const RUNS = 20;
const INTERRUPTS = 80;
const LONGEST_LIFE_MS = 1_600;

it("ends in order at 80 interrupts at any instant, its start and its end included, and asks nothing twice", async () => {
  await using simulator = await startSimulator({ latency: { medianMs: 60, sigma: 0.5 } });
  const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: PROMPTS, concurrency: 6 });
  const random = seededRandom(20_261_122);
  let interrupted = 0;
  for (let index = 0; index < INTERRUPTS; index++) {
    const signal = random() < 0.5 ? "SIGINT" : "SIGTERM";
    const args = ["run", "--run-id", `run-${index % RUNS}`, index % 2 === 0 ? "--quiet" : "--json"];
    const command = spawnPromptgrid(args, { cwd, environment: keys });
    await setTimeout(random() * LONGEST_LIFE_MS);
    const startedAt = performance.now();
    command.child.kill(signal);
    const end = await command.finished;
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    // Before the command listens for signals, the system ends it; after its last task it is complete.
    const isInterrupted = end.signal === signal || end.exitCode === (signal === "SIGINT" ? 130 : 143);
    if (!isInterrupted) expect([end.exitCode, end.stderr]).toEqual([0, expect.any(String)]);
    if (end.exitCode !== null && end.exitCode !== 0) interrupted += 1;
  }
  expect(interrupted).toBeGreaterThan(INTERRUPTS / 4);

  for (let index = 0; index < RUNS; index++) {
    const args = ["run", "--run-id", `run-${index}`, "--quiet"];
    expect((await runPromptgrid(args, { cwd, environment: keys })).exitCode).toBe(0);
  }
  expect(simulator.statistics().received).toBe(RUNS * 3 * PROMPTS);
});
