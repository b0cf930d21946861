import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { SimulatorStatistics } from "../../src/simulator/options.ts";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { runPromptgrid, spawnPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { readTable, stableCompletions } from "../support/tables.ts";

const PROMPTS = 300;
const TASKS = 3 * PROMPTS;
const KILLS = 25;
/** Answers that the commit interval, the kernel's socket buffers and a busy machine may hold back at a kill. */
const COMMIT_WINDOW_MS = 150;

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

describe("a run that is killed", () => {
  it("re-sends at most what was in flight or just answered at each of 25 kills, and ends with the undisturbed tables", async () => {
    simulator = await startSimulator({ latency: { medianMs: 60, sigma: 0.4 }, countPrompts: true, seed: 7 });
    const { url } = simulator;
    const cwd = await gridFolder({ simulatorUrl: url, prompts: PROMPTS, concurrency: 6 });
    const undisturbed = await runPromptgrid(["run", "--run-id", "undisturbed", "--quiet"], { cwd, environment: keys });
    expect(undisturbed.stderr).toBe("");
    expect(undisturbed.exitCode).toBe(0);
    await fetch(`${url}/_simulator/reset`, { method: "POST" });

    let allowedRepeats = 0;
    let kills = 0;
    for (; kills < KILLS; kills++) {
      const command = spawnPromptgrid(["run", "--run-id", "killed", "--quiet"], { cwd, environment: keys });
      const answered = await watchUntil(simulator, 20 + ((kills * 37) % 23));
      const { inFlight } = simulator.statistics();
      expect(inFlight).toBeGreaterThan(0);
      command.child.kill("SIGKILL");
      const [, signal] = (await once(command.child, "exit")) as [number | null, NodeJS.Signals | null];
      expect(signal).toBe("SIGKILL");
      allowedRepeats += inFlight + answered;
    }
    expect(kills).toBe(KILLS);

    const finished = await runPromptgrid(["resume", "killed", "--quiet"], { cwd, environment: keys });
    expect(finished.exitCode).toBe(0);
    const response = await fetch(`${url}/_simulator/statistics?prompts=1`);
    const statistics = (await response.json()) as SimulatorStatistics;
    expect(Object.keys(statistics.prompts ?? {})).toHaveLength(TASKS);
    expect(statistics.received - TASKS).toBeLessThanOrEqual(allowedRepeats);

    const results = join(cwd, "results");
    const completions = await readTable(results, "killed", "completions");
    expect(completions).toHaveLength(TASKS);
    expect(new Set(completions.map((row) => `${row["prompt_id"]} ${row["model"]}`)).size).toBe(TASKS);
    expect(await stableCompletions(results, "killed")).toEqual(await stableCompletions(results, "undisturbed"));
    expect(await readTable(results, "killed", "comparison")).toEqual(
      await readTable(results, "undisturbed", "comparison"),
    );
  }, 180_000);
});

describe("a run that is interrupted", () => {
  it("lets what is in flight finish on SIGINT, exits 130, and re-sends nothing on resume", async () => {
    simulator = await startSimulator({ latency: { medianMs: 150 }, countPrompts: true });
    const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: 60, concurrency: 8 });
    const command = spawnPromptgrid(["run", "--run-id", "stopped"], { cwd, environment: keys });
    await watchUntil(simulator, 30);
    command.child.kill("SIGINT");
    const stopped = await command.finished;
    expect(stopped.exitCode).toBe(130);
    expect(stopped.stdout + stopped.stderr).toContain("promptgrid resume stopped");
    const results = join(cwd, "results");
    const partial = await readTable(results, "stopped", "completions");
    expect(partial).toHaveLength(180);
    const settled = partial.filter((row) => row["status"] === "completed").length;
    expect(settled).toBe(simulator.statistics().received);

    const resumed = await runPromptgrid(["resume", "stopped", "--quiet"], { cwd, environment: keys });
    expect(resumed.exitCode).toBe(0);
    expect(simulator.statistics().received).toBe(180);
    const whole = await readTable(results, "stopped", "completions");
    expect(whole.every((row) => row["status"] === "completed")).toBe(true);
  });

  it("exits 143 on SIGTERM", async () => {
    simulator = await startSimulator({ latency: { medianMs: 150 } });
    const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: 60, concurrency: 4 });
    const command = spawnPromptgrid(["run"], { cwd, environment: keys });
    await watchUntil(simulator, 10);
    command.child.kill("SIGTERM");
    expect((await command.finished).exitCode).toBe(143);
  });
});

describe("three runs at once on one database", () => {
  it("lose nothing", async () => {
    simulator = await startSimulator({ latency: { medianMs: 10 }, countPrompts: true });
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
});

/**
 * Waits until the simulator has answered `more` requests and has some in flight; returns how many answers it gave in
 * the commit window before that. Polling the simulator is the condition itself, not a guess at a duration.
 */
async function watchUntil(watched: Simulator, more: number): Promise<number> {
  const target = watched.statistics().answered + more;
  const history: { at: number; answered: number }[] = [];
  for (;;) {
    const { answered, inFlight } = watched.statistics();
    const at = performance.now();
    history.push({ at, answered });
    if (answered >= target && inFlight > 0) {
      const before = history.findLast((entry) => at - entry.at >= COMMIT_WINDOW_MS) ?? history[0];
      return answered - (before?.answered ?? answered);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
