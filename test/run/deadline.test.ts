import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig, run, startSimulator } from "../../src/index.ts";
import { systemClock, type Clock } from "../../src/core/clock.ts";
import { gridFolder, keys } from "../support/grid.ts";

const HOUR = 3_600_000;

/** The machine's clock, put forward by `sleptMs`, whose timers of a minute or more ring when told, or never. */
function clockOfASleeper() {
  const ringing: (() => void)[] = [];
  let sleptMs = 0;
  return {
    now: () => systemClock.now() + sleptMs,
    monotonic: () => systemClock.monotonic(),
    sleep: (delayMs: number, signal?: AbortSignal) => {
      if (delayMs < 60_000) return systemClock.sleep(Math.max(delayMs, 300), signal);
      return new Promise<void>((resolve) => {
        if (delayMs === 60_000) ringing.push(resolve);
      });
    },
    wakeUp: () => {
      sleptMs = 2 * HOUR;
      for (const ring of ringing) ring();
    },
  };
}

async function grid(deadline: Date, clock: Clock) {
  const simulator = await startSimulator({ latency: { medianMs: 20 } });
  onTestFinished(() => simulator.close());
  const folder = await gridFolder({ simulatorUrl: simulator.url, prompts: 300, concurrency: 2 });
  const config = await loadConfig(join(folder, "runner.config.json"), { environment: keys });
  return { simulator, grid: run(config, { environment: keys, clock, budget: { deadline } }) };
}

test("a deadline that passed while the machine slept stops the run soon after it woke up", async () => {
  const clock = clockOfASleeper();
  const { grid: running } = await grid(new Date(clock.now() + HOUR), clock);
  const { lanes } = await running.started;
  await expect.poll(() => lanes.some(({ completed }) => completed > 0)).toBe(true);
  clock.wakeUp();
  const summary = await running.finished;
  expect(summary.lanes.map(({ stop }) => stop?.code)).toEqual(["deadline", "deadline", "deadline"]);
});

test("nothing is sent after a deadline that passed before the run began", async () => {
  const clock = clockOfASleeper();
  const { simulator, grid: running } = await grid(new Date(clock.now() - 1), clock);
  expect((await running.finished).exitCode).toBe(3);
  expect(simulator.statistics().received).toBe(0);
});
