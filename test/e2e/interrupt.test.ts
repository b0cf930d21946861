import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { SimulatorOptions } from "../../src/simulator/options.ts";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { runPromptgrid, spawnPromptgrid, type CommandResult, type RunningCommand } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { readTable, type Row } from "../support/tables.ts";
import { watchSimulator } from "../support/watch.ts";

const PROMPTS = 60;
const TASKS = 3 * PROMPTS;

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

/** A run of 180 tasks against a simulator of its own, once `condition` holds there. */
async function startRun(options: SimulatorOptions, condition: Parameters<typeof watchSimulator>[1]) {
  const started = await startSimulator({ countPrompts: true, ...options });
  simulator = started;
  const cwd = await gridFolder({ simulatorUrl: started.url, prompts: PROMPTS, concurrency: 8 });
  const command = spawnPromptgrid(["run", "--run-id", "stopped"], { cwd, environment: keys });
  await watchSimulator(started, condition);
  const rows = (): Promise<Row[]> => readTable(join(cwd, "results"), "stopped", "completions");
  const resume = () => runPromptgrid(["resume", "stopped", "--quiet"], { cwd, environment: keys });
  return { simulator: started, command, rows, resume };
}

async function signalAndWait(
  command: RunningCommand,
  signal: NodeJS.Signals,
): Promise<CommandResult & { readonly tookMs: number }> {
  const startedAt = performance.now();
  command.child.kill(signal);
  const result = await command.finished;
  return { ...result, tookMs: performance.now() - startedAt };
}

const completedOf = (rows: readonly Row[]) => rows.filter((row) => row["status"] === "completed").length;

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "lets what is in flight finish on %s, exits %i, and asks nothing twice on resume",
  async (signal, exitCode) => {
    // Slow enough that an impatient shutdown would cut, and that nothing new would go unnoticed.
    const run = await startRun(
      { latency: { medianMs: 40 }, latencyOf: { "claude-sonnet-5-5": { medianMs: 3_000 } } },
      ({ answered, models }) => answered > 30 && (models["anthropic/claude-sonnet-5-5"]?.received ?? 0) === 8,
    );
    const atSignal = run.simulator.statistics();
    const stopped = await signalAndWait(run.command, signal);
    expect(stopped.exitCode).toBe(exitCode);
    expect(stopped.stdout).toContain("promptgrid resume stopped");
    expect(stopped.tookMs).toBeLessThan(8_000);

    const { received, answered } = run.simulator.statistics();
    // Answers that came with the signal may have been taken first, and their slots filled again.
    expect(received - atSignal.received).toBeLessThanOrEqual(16);
    expect(answered).toBe(received);
    const partial = await run.rows();
    expect(partial).toHaveLength(TASKS);
    expect(completedOf(partial)).toBe(received);
    expect(partial.filter((row) => row["status"] === "cancelled")).toHaveLength(TASKS - received);

    await run.simulator.close();
    const again = await startSimulator({ port: run.simulator.port, countPrompts: true });
    simulator = again;
    const resumed = await run.resume();
    expect(resumed.exitCode).toBe(0);
    expect(again.statistics().received).toBe(TASKS - received);
    expect(completedOf(await run.rows())).toBe(TASKS);
  },
);

it("ends at once when it waits for a rate limit, however long", async () => {
  const run = await startRun(
    { limits: { requestsPerSecond: 0.01, burst: 8 } },
    ({ answered, rejected }) => answered === 24 && rejected >= 3,
  );
  const stopped = await signalAndWait(run.command, "SIGINT");
  expect(stopped.exitCode).toBe(130);
  expect(stopped.tookMs).toBeLessThan(3_000);
  expect(completedOf(await run.rows())).toBe(24);
});

it("cuts what does not finish within 10 s, leaves its tasks unsettled, and asks only them again", async () => {
  const run = await startRun(
    { latency: { medianMs: 40 }, faults: [{ fault: "any/never-answer", provider: "anthropic", rate: 0.2 }] },
    ({ answered, faulted }) => answered > 30 && faulted > 0,
  );
  const stopped = await signalAndWait(run.command, "SIGINT");
  expect(stopped.exitCode).toBe(130);
  expect(stopped.tookMs).toBeGreaterThan(9_500);
  expect(stopped.tookMs).toBeLessThan(15_000);
  const { received, answered, faulted } = run.simulator.statistics();
  expect(faulted).toBe(received - answered);
  expect(completedOf(await run.rows())).toBe(answered);

  await run.simulator.close();
  const again = await startSimulator({ port: run.simulator.port });
  simulator = again;
  expect((await run.resume()).exitCode).toBe(0);
  expect(again.statistics().received).toBe(TASKS - answered);
});

it("leaves at once on a second signal, with everything that was durable kept", async () => {
  const run = await startRun(
    { latency: { medianMs: 40 }, faults: [{ fault: "any/never-answer", provider: "anthropic" }] },
    ({ models }) => (models["dashscope/qwen2.5-7b-instruct"]?.answered ?? 0) === PROMPTS,
  );
  run.command.child.kill("SIGINT");
  await run.command.said("press again to leave at once");
  const stopped = await signalAndWait(run.command, "SIGINT");
  expect(stopped.exitCode).toBe(130);
  expect(stopped.tookMs).toBeLessThan(1_000);

  const { models } = run.simulator.statistics();
  await run.simulator.close();
  const again = await startSimulator({ port: run.simulator.port });
  simulator = again;
  expect((await run.resume()).exitCode).toBe(0);
  const askedAgain = again.statistics().models["dashscope/qwen2.5-7b-instruct"]?.received ?? 0;
  expect(askedAgain).toBeLessThanOrEqual(8);
  expect(models["anthropic/claude-sonnet-5-5"]?.answered).toBe(0);
  expect(completedOf(await run.rows())).toBe(TASKS);
});
