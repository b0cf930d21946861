import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { ProblemsError, resolveConfig, resumeRun, run, startSimulator, type Simulator } from "../../src/index.ts";
import { gridConfig, keys, promptsCsv } from "../support/grid.ts";
import { temporaryFolder } from "../support/folder.ts";

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

it("iterates over every record once it is durable, and writes the tables", async () => {
  const config = await configFor({ prompts: 40 });
  const grid = run(config, { environment: keys });
  const seen = new Set<string>();
  for await (const record of grid) {
    expect(record.outcome.kind).toBe("completed");
    expect(record.prompt.columns["prompt"]).not.toBe("");
    seen.add(`${record.model} ${record.prompt.id} ${record.template} ${record.repeat}`);
  }
  const summary = await grid.finished;
  expect(seen.size).toBe(120);
  expect(summary).toMatchObject({ status: "complete", exitCode: 0, tasks: 120, unsettled: 0, simulated: false });
  expect(await readFile(join(summary.folder, "completions.csv"), "utf8")).toContain("Qwen2.5-7B-Instruct");
});

it("stops on an abort as on Ctrl+C, and goes on where it stopped", async () => {
  const config = await configFor({ prompts: 60, latencyMs: 40 });
  const stopping = new AbortController();
  const grid = run(config, { environment: keys, runId: "stopped", signal: stopping.signal });
  let records = 0;
  for await (const _record of grid) if (++records === 20) stopping.abort("SIGTERM");
  const stopped = await grid.finished;
  expect(stopped).toMatchObject({ status: "interrupted", exitCode: 143 });
  expect(stopped.unsettled).toBe(180 - records);
  expect(stopped.unsettled).toBeGreaterThan(0);

  const resumed = await resumeRun(config.results, "stopped", { environment: keys });
  expect(resumed.settledBefore).toBe(records);
  expect(await resumed.finished).toMatchObject({ status: "complete", exitCode: 0, unsettled: 0 });
  expect(simulator?.statistics().received).toBe(180);
});

it("needs no iteration: awaiting the end is enough", async () => {
  const config = await configFor({ prompts: 5 });
  expect(await run(config, { environment: keys }).finished).toMatchObject({ status: "complete", tasks: 15 });
});

it("rejects with every problem before anything is sent", async () => {
  const config = await configFor({ prompts: 5, csv: "id,question\na,x\na,y\n" });
  const grid = run(config, { environment: {} });
  await expect(grid.finished).rejects.toBeInstanceOf(ProblemsError);
  await expect(grid.finished).rejects.toThrow(/QWEN_KEY is not set[^]*CLAUDE_KEY is not set[^]*\{\{prompt\}\}/);
  expect(simulator?.statistics().received).toBe(0);
});

it("lets a consumer that is slower than the endpoints slow the lanes down instead of piling records up", async () => {
  const config = await configFor({ prompts: 1500 });
  const grid = run(config, { environment: keys });
  const records = grid[Symbol.asyncIterator]();
  await records.next();
  const { lanes } = await grid.started;
  // Until nothing moves any more: the condition itself, not a guess at a duration.
  for (let before = -1; ;) {
    const now = lanes.reduce((sum, lane) => sum + lane.completed + lane.inFlight, 0);
    if (now === before && now > 1000) break;
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(simulator?.statistics().received).toBeLessThan(3500);
  let count = 1;
  for (let next = await records.next(); next.done !== true; next = await records.next()) count += 1;
  expect(count).toBe(4500);
  expect(await grid.finished).toMatchObject({ status: "complete" });
});

/** A config on a simulator of its own, in a folder of its own. */
async function configFor(options: { prompts: number; latencyMs?: number; csv?: string }) {
  simulator = await startSimulator({ latency: { medianMs: options.latencyMs ?? 0 } });
  const directory = await temporaryFolder({ "prompts.csv": options.csv ?? promptsCsv(options.prompts) });
  const written = gridConfig({ simulatorUrl: simulator.url, prompts: options.prompts, concurrency: 8 });
  return resolveConfig(written, { directory, environment: keys });
}
