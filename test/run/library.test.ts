import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadConfig, ProblemsError, run, startSimulator, type Config, type Simulator } from "../../src/index.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { readTable } from "../support/tables.ts";

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

async function configOf(prompts: number, concurrency: number): Promise<Config> {
  const folder = await gridFolder({ simulatorUrl: simulator?.url ?? "", prompts, concurrency });
  return loadConfig(join(folder, "runner.config.json"), { environment: keys });
}

test("of two runs that start at once under one id, one fills it and the other is refused, and nothing is sent twice", async () => {
  simulator = await startSimulator({ latency: { medianMs: 20 }, countPrompts: true });
  const config = await configOf(20, 4);
  const grids = [1, 2].map(() => run(config, { runId: "same", environment: keys }));
  const ends = await Promise.allSettled(grids.map((grid) => grid.finished));

  expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const filled = ends.find((end) => end.status === "fulfilled");
  expect(filled?.value).toMatchObject({ status: "complete", unsettled: 0, tasks: 60 });
  const refusal = ends.find((end) => end.status === "rejected");
  expect(refusal?.reason).toBeInstanceOf(ProblemsError);
  expect(String(refusal?.reason)).toContain("another process is filling this run");
  expect(Object.values(simulator.statistics().prompts ?? {})).toEqual(Array.from({ length: 60 }, () => 1));
});

test("who is refused a run leaves the folder of its results as it is", async () => {
  simulator = await startSimulator({ latency: { medianMs: 300 } });
  const config = await configOf(20, 4);
  const holder = run(config, { runId: "held", environment: keys });
  await holder.started;
  // In another container the holder would have this very process id.
  const unfinished = join(config.results, "held", `.completions.csv.${process.pid}.tmp`);
  await writeFile(unfinished, "half a table");
  await expect(run(config, { runId: "held", environment: keys }).finished).rejects.toThrow(ProblemsError);
  expect(await readFile(unfinished, "utf8")).toBe("half a table");
  expect((await holder.finished).status).toBe("complete");
});

test("a consumer may stop the run and wait for its end before it reads on", async () => {
  simulator = await startSimulator({ latency: { medianMs: 5 } });
  const config = await configOf(1_500, 64);
  const abort = new AbortController();
  const grid = run(config, { runId: "stopped", environment: keys, signal: abort.signal });
  let records = 0;
  for await (const _record of grid) {
    records += 1;
    if (records > 1) continue;
    // Long enough for the buffer to be full: every answer so far waits for this consumer.
    const { lanes } = await grid.started;
    const isHeldBack = () =>
      lanes.every(({ inFlight }) => inFlight === 0) && lanes.some(({ completed }) => completed > 0);
    while (!isHeldBack()) await new Promise((resolve) => setTimeout(resolve, 5));
    abort.abort("SIGINT");
    expect((await grid.finished).exitCode).toBe(130);
  }
  const summary = await grid.finished;
  expect(records).toBe(summary.tasks - summary.unsettled);
  expect(records).toBeLessThan(summary.tasks);
  const rows = await readTable(config.results, "stopped", "completions");
  expect(rows.filter(({ status }) => status === "completed")).toHaveLength(records);
});
