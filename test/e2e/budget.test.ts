import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { SimulatorOptions } from "../../src/simulator/options.ts";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { runPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { readTable, stableCompletions, stableUsage } from "../support/tables.ts";

const PROMPTS = 100;
const TASKS = 3 * PROMPTS;
const PRICE = { input: 1_000, output: 2_000 };
const MAX_TOKENS = 64;

const simulators: Simulator[] = [];
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close();
});

/** Three models on a simulator of their own, each token for a tenth of a cent. */
async function startGrid(options: SimulatorOptions = {}, model: Record<string, unknown> = {}) {
  const simulator = await startSimulator({ latency: { medianMs: 5 }, ...options });
  simulators.push(simulator);
  const cwd = await gridFolder({
    simulatorUrl: simulator.url,
    prompts: PROMPTS,
    model: {
      limits: { concurrency: 64 },
      params: { max_tokens: MAX_TOKENS },
      price: PRICE,
      ...model,
    },
    config: { breaker: false },
  });
  const command = (...args: readonly string[]) => runPromptgrid(args, { cwd, environment: keys });
  const statuses = async (status: string) => {
    const rows = await readTable(join(cwd, "results"), "capped", "completions");
    return rows.filter((row) => row["status"] === status).length;
  };
  /** What the simulator says that it has answered, in USD. */
  const billed = () => {
    const { promptTokens, completionTokens } = simulator.statistics();
    return (promptTokens * PRICE.input + completionTokens * PRICE.output) / 1e6;
  };
  return { simulator, cwd, command, statuses, billed };
}

/** Completions and usage of an undisturbed run, without what may differ. */
async function undisturbedTables() {
  const grid = await startGrid();
  expect((await grid.command("run", "--run-id", "whole")).exitCode).toBe(0);
  return tablesOf(grid.cwd, "whole");
}

async function tablesOf(cwd: string, runId: string) {
  const results = join(cwd, "results");
  const usage = await stableUsage(results, runId);
  return {
    completions: await stableCompletions(results, runId),
    usage: usage.map((row) => ({ ...row, attempts: "", rate_limited: "" })),
  };
}

it("--max-cost stops before more is spent, and resuming with a higher cap gives the tables of an undisturbed run", async () => {
  const grid = await startGrid();
  const stopped = await grid.command("run", "--run-id", "capped", "--max-cost", "5");
  expect(stopped.exitCode).toBe(3);
  expect(stopped.stdout).toMatch(
    /(\d\.\d+) USD of 5\.00 USD is spent, and the next request could take up to 0\.\d+ USD/,
  );
  expect(stopped.stdout).toContain("(budget_cost)");
  expect(stopped.stdout).toMatch(/Budget, all sittings together: cost 4\.\d+ of 5\.00 USD/);
  expect(stopped.stdout).toContain("promptgrid resume capped --max-cost 10.00USD");
  expect(grid.billed()).toBeLessThanOrEqual(5);
  expect(grid.billed()).toBeGreaterThan(4);
  expect(await grid.statuses("cancelled")).toBeGreaterThan(0);
  expect(await grid.statuses("failed")).toBe(0);

  const again = await grid.command("resume", "capped", "--max-cost", "5usd");
  expect(again.exitCode).toBe(3);
  expect(grid.billed()).toBeLessThanOrEqual(5);

  const resumed = await grid.command("resume", "capped", "--max-cost", "1000");
  expect(resumed.exitCode).toBe(0);
  expect(grid.simulator.statistics().received).toBe(TASKS);
  expect(await tablesOf(grid.cwd, "capped")).toEqual(await undisturbedTables());
}, 60_000);

it("--max-tokens stops before more tokens are used, and resuming with more completes the run", async () => {
  const grid = await startGrid();
  const stopped = await grid.command("run", "--run-id", "capped", "--max-tokens", "5k");
  expect(stopped.exitCode).toBe(3);
  expect(stopped.stdout).toMatch(
    /4,\d{3} tokens of 5,000 tokens are used, and the next request could take up to \d+ tokens/,
  );
  expect(stopped.stdout).toContain("promptgrid resume capped --max-tokens 10000");
  const { promptTokens, completionTokens } = grid.simulator.statistics();
  expect(promptTokens + completionTokens).toBeLessThanOrEqual(5000);
  expect((await grid.command("resume", "capped", "--max-tokens", "1M")).exitCode).toBe(0);
  expect(await tablesOf(grid.cwd, "capped")).toEqual(await undisturbedTables());
}, 60_000);

it("never lets the simulator's own ledger go beyond the cap, whatever fails, with 64 in flight in three lanes", async () => {
  const faults = [
    { fault: "any/server-error", rate: 0.1 },
    { fault: "any/reset-mid-body", rate: 0.05 },
    { fault: "any/usage-missing", rate: 0.05 },
    { fault: "any/rate-limit-empty", rate: 0.05 },
    { fault: "any/error-in-200", rate: 0.05 },
  ];
  const grid = await startGrid({ faults, seed: 7 }, { timeoutMs: 2_000 });
  for (const [cap, command] of [
    [6, ["run", "--run-id", "capped"]],
    [12, ["resume", "capped"]],
    [18, ["resume", "capped", "--retry-failed"]],
  ] as const) {
    const result = await grid.command(...command, "--max-cost", String(cap));
    expect(result.exitCode).toBe(3);
    expect(result.stdout).toContain("(budget_cost)");
    expect(grid.billed()).toBeLessThanOrEqual(cap);
    expect(grid.billed()).toBeGreaterThan(cap / 4);
  }
  expect((await grid.command("resume", "capped", "--retry-failed")).exitCode).toBe(0);
  expect(await grid.statuses("completed")).toBe(TASKS);
}, 100_000);

it("holds the cap with streams, too", async () => {
  const grid = await startGrid({ faults: [{ fault: "any/stream-reset", rate: 0.1 }] }, { stream: true });
  const result = await grid.command("run", "--run-id", "capped", "--max-cost", "5");
  expect(result.exitCode).toBe(3);
  expect(grid.billed()).toBeLessThanOrEqual(5);
  expect(grid.billed()).toBeGreaterThan(2);
}, 60_000);

it("a request that was cut stays spent: what it cost is not known", async () => {
  const grid = await startGrid(
    { faults: [{ fault: "any/never-answer" }] },
    { timeoutMs: 300, retry: { maximumAttempts: 1 } },
  );
  const result = await grid.command("run", "--run-id", "capped", "--max-cost", "2");
  expect(result.exitCode).toBe(3);
  expect(result.stdout).toContain("(budget_cost)");
  expect(grid.simulator.statistics().received).toBeLessThan(20);
  const { received } = grid.simulator.statistics();
  expect((await grid.command("resume", "capped", "--max-cost", "2")).exitCode).toBe(3);
  expect(grid.simulator.statistics().received).toBe(received);
}, 60_000);

it("--max-failures stops every lane, counts earlier sittings, and lets a repaired endpoint finish with --retry-failed", async () => {
  const broken = { fault: "any/server-error", model: "claude-sonnet-5-5", provider: "anthropic" };
  const grid = await startGrid(
    { faults: [broken], latencyOf: { dashscope: { medianMs: 200 }, spark: { medianMs: 200 } } },
    { limits: { concurrency: 4 }, retry: { maximumAttempts: 1 } },
  );
  const stopped = await grid.command("run", "--run-id", "capped", "--max-failures", "2%");
  expect(stopped.exitCode).toBe(3);
  expect(stopped.stdout).toContain("7 tasks failed, and --max-failures allows 6");
  expect(stopped.stdout).toContain("(max_failures)");
  expect(await grid.statuses("failed")).toBeLessThan(7 + 4);
  expect(await grid.statuses("cancelled")).toBeGreaterThan(PROMPTS);
  const { received } = grid.simulator.statistics();

  const again = await grid.command("resume", "capped", "--max-failures", "6");
  expect(again.exitCode).toBe(3);
  expect(grid.simulator.statistics().received).toBe(received);

  const { port } = grid.simulator;
  await grid.simulator.close();
  simulators.push(await startSimulator({ port }));
  expect((await grid.command("resume", "capped", "--max-failures", "6", "--retry-failed")).exitCode).toBe(0);
  expect(await tablesOf(grid.cwd, "capped")).toEqual(await undisturbedTables());
}, 60_000);

it("--deadline sends nothing after it, lets what is in flight finish, and a later sitting completes the run", async () => {
  const grid = await startGrid({ latency: { medianMs: 400 } }, { limits: { concurrency: 8 } });
  const stopped = await grid.command("run", "--run-id", "capped", "--deadline", "1s");
  expect(stopped.exitCode).toBe(3);
  expect(stopped.stdout).toMatch(/the deadline of 20\d\d-.*Z is reached/);
  expect(stopped.stdout).toContain("(deadline)");
  const { received, answered } = grid.simulator.statistics();
  expect(answered).toBe(received);
  expect(received).toBeLessThan(TASKS);
  expect(await grid.statuses("completed")).toBe(answered);
  expect((await grid.command("resume", "capped", "--deadline", "1h")).exitCode).toBe(0);
  expect(grid.simulator.statistics().received).toBe(TASKS);
  expect(await tablesOf(grid.cwd, "capped")).toEqual(await undisturbedTables());
}, 60_000);

it("refuses a cap that could not be held, naming every field, before anything is sent", async () => {
  const grid = await startGrid({}, { params: {}, price: undefined });
  const refused = await grid.command("run", "--max-cost", "5");
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr.match(/models\[\d\]\.params\.max_tokens: is missing/g)).toHaveLength(3);
  expect(refused.stderr.match(/models\[\d\]\.price: is missing/g)).toHaveLength(3);
  expect(grid.simulator.statistics().received).toBe(0);
}, 60_000);

it("takes one cap for each currency, and none without a currency where there are several", async () => {
  const grid = await startGrid();
  const file = join(grid.cwd, "runner.config.json");
  const config = JSON.parse(await readFile(file, "utf8"));
  config.models[0].price.currency = "CNY";
  await writeFile(file, JSON.stringify(config));
  const bare = await grid.command("run", "--max-cost", "5");
  expect([bare.exitCode, bare.stderr]).toEqual([2, expect.stringContaining("--max-cost 5CNY --max-cost 5USD")]);
  const half = await grid.command("run", "--max-cost", "5USD");
  expect([half.exitCode, half.stderr]).toEqual([2, expect.stringContaining("has no cap in CNY")]);
  expect(grid.simulator.statistics().received).toBe(0);
  const both = await grid.command("run", "--max-cost", "1000USD", "--max-cost", "2CNY");
  expect(both.exitCode).toBe(3);
  expect(both.stdout).toMatch(/of 2\.00 CNY is spent/);
}, 60_000);

it("tells in its events how far the budget is used", async () => {
  const grid = await startGrid();
  const result = await grid.command("run", "--run-id", "capped", "--max-cost", "5", "--max-failures", "3", "--json");
  const events = result.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const finished = events.find(({ event }) => event === "run.finished");
  expect(finished.budget).toMatchObject({
    cost: [{ limit: 5, currency: "USD" }],
    tokens: null,
    failures: { failed: 0, allowed: 3 },
    deadline: null,
  });
  expect(finished.budget.cost[0].spent).toBeCloseTo(grid.billed(), 6);
  expect(events.findLast(({ event }) => event === "run.progress").budget).toEqual(finished.budget);
}, 60_000);

it.each([
  ["--max-cost", "five", "expected an amount like 5 or 5USD"],
  ["--max-tokens", "1.5", "expected a number of tokens like 20000, 500k or 2M"],
  ["--deadline", "tomorrow", "expected a duration like 90m or 2h, a time like 07:00"],
  ["--deadline", "2020-01-01", "expected a time that has not passed"],
  ["--max-failures", "120%", "expected a number of tasks or a share like 2%"],
])(
  "%s %s is a usage error",
  async (flag, value, expected) => {
    const grid = await startGrid();
    const result = await grid.command("run", flag, value);
    expect([result.exitCode, result.stderr]).toEqual([2, expect.stringContaining(expected)]);
  },
  60_000,
);
