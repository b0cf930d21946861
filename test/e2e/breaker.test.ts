import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { runPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { readTable, stableCompletions } from "../support/tables.ts";

const PROMPTS = 200;
const CONCURRENCY = 8;
const BROKEN = "claude-sonnet-5-5";

const simulators: Simulator[] = [];
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close();
});

/** A simulator and a folder whose three models stand on it; with `fault`, every request to Claude plays it. */
async function startGrid(fault: string | null, config: Record<string, unknown> = {}) {
  const simulator = await startSimulator({
    latency: { medianMs: 5 },
    ...(fault === null ? {} : { faults: [{ fault, model: BROKEN, provider: "anthropic" }] }),
  });
  simulators.push(simulator);
  const cwd = await gridFolder({
    simulatorUrl: simulator.url,
    prompts: PROMPTS,
    concurrency: CONCURRENCY,
    model: { retry: { maximumAttempts: 1 } },
    config,
  });
  const command = (...args: readonly string[]) => runPromptgrid(args, { cwd, environment: keys });
  const count = async (model: string, status: string) => {
    const rows = await readTable(join(cwd, "results"), "broken", "completions");
    return rows.filter((row) => row["model"] === model && row["status"] === status).length;
  };
  return { simulator, cwd, command, count };
}

it("stops the lane of a model that only fails, lets the others finish, and resumes to the tables of a healthy run", async () => {
  const grid = await startGrid("any/server-error");
  const stopped = await grid.command("run", "--run-id", "broken");
  expect(stopped.exitCode).toBe(3);
  expect(stopped.stdout).toContain("20 tasks in a row failed with server_error, the last one: HTTP 500");
  expect(stopped.stdout).toContain("--retry-failed asks the failed ones again");
  expect(stopped.stdout).toContain("(breaker_open)");
  const { models } = grid.simulator.statistics();
  const received = models[`anthropic/${BROKEN}`]?.received ?? 0;
  expect(received).toBeGreaterThanOrEqual(20);
  expect(received).toBeLessThan(20 + CONCURRENCY);
  expect(await grid.count("Claude", "failed")).toBe(received);
  expect(await grid.count("Claude", "cancelled")).toBe(PROMPTS - received);
  expect(await grid.count("xinghuo", "completed")).toBe(PROMPTS);
  expect(await grid.count("Qwen2.5-7B-Instruct", "completed")).toBe(PROMPTS);

  // The cause is removed: the endpoint at the same address works again.
  const { port } = grid.simulator;
  await grid.simulator.close();
  simulators.push(await startSimulator({ port }));
  const resumed = await grid.command("resume", "broken", "--retry-failed");
  expect(resumed.exitCode).toBe(0);

  const healthy = await startGrid(null);
  expect((await healthy.command("run", "--run-id", "healthy")).exitCode).toBe(0);
  expect(await stableCompletions(join(grid.cwd, "results"), "broken")).toEqual(
    await stableCompletions(join(healthy.cwd, "results"), "healthy"),
  );
}, 60_000);

it("without --retry-failed, resuming asks only what was not settled", async () => {
  const grid = await startGrid("any/server-error");
  await grid.command("run", "--run-id", "broken", "--models", "Claude");
  const failed = await grid.count("Claude", "failed");
  const { port } = grid.simulator;
  await grid.simulator.close();
  const repaired = await startSimulator({ port });
  simulators.push(repaired);
  expect((await grid.command("resume", "broken")).exitCode).toBe(3);
  expect(repaired.statistics().received).toBe(PROMPTS - failed);
  expect(await grid.count("Claude", "failed")).toBe(failed);
  expect(await grid.count("Claude", "completed")).toBe(PROMPTS - failed);
}, 60_000);

it.each([
  ["--no-breaker", {}, ["--no-breaker"]],
  ["false in the config", { breaker: false }, []],
  ["a longer row in the config", { breaker: { consecutive: 201, share: 1, window: 201 } }, []],
])(
  "goes on whatever fails with %s",
  async (_, config, flags) => {
    const grid = await startGrid("any/server-error", config);
    const result = await grid.command("run", "--run-id", "broken", "--models", "Claude", ...flags);
    expect(result.exitCode).toBe(3);
    expect(await grid.count("Claude", "failed")).toBe(PROMPTS);
  },
  60_000,
);

it("lets a resumed run go on whatever fails with --no-breaker", async () => {
  const grid = await startGrid("any/server-error");
  await grid.command("run", "--run-id", "broken", "--models", "Claude");
  expect(await grid.count("Claude", "cancelled")).toBeGreaterThan(0);
  expect((await grid.command("resume", "broken", "--no-breaker")).exitCode).toBe(3);
  expect(await grid.count("Claude", "failed")).toBe(PROMPTS);
}, 60_000);

it("takes prompts that a content filter refuses for no failure of the endpoint", async () => {
  const grid = await startGrid("any/content-filter");
  const result = await grid.command("run", "--run-id", "broken", "--models", "Claude");
  expect(result.exitCode).toBe(0);
  expect(await grid.count("Claude", "refused")).toBe(PROMPTS);
}, 60_000);
