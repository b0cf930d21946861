import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { loadConfig, run, startSimulator, type Config, type Simulator } from "../../src/index.ts";
import { temporaryFolder } from "../support/folder.ts";
import { gridConfig, keys, promptsCsv } from "../support/grid.ts";
import { readTable, stableCompletions, stableUsage } from "../support/tables.ts";

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

test("a run that streams fills the very tables of one that does not, and the time to the first token beside", async () => {
  simulator = await startSimulator({ latency: { medianMs: 150 } });
  const simulatorUrl = simulator.url;
  const configFor = (stream: boolean) => gridConfig({ simulatorUrl, prompts: 12, model: { stream } });
  const folder = await temporaryFolder({
    "whole.json": configFor(false),
    "streamed.json": configFor(true),
    "prompts.csv": promptsCsv(12),
  });
  const load = (name: string): Promise<Config> => loadConfig(join(folder, name), { environment: keys });
  const [whole, streamed] = [await load("whole.json"), await load("streamed.json")];
  const { results } = whole;
  for (const [runId, config] of [["whole", whole] as const, ["streamed", streamed] as const]) {
    expect(await run(config, { runId, environment: keys }).finished).toMatchObject({ status: "complete", exitCode: 0 });
  }

  expect(await stableCompletions(results, "streamed")).toEqual(await stableCompletions(results, "whole"));
  expect(await stableUsage(results, "streamed")).toEqual(await stableUsage(results, "whole"));
  const rows = await readTable(results, "streamed", "completions");
  expect(rows).toHaveLength(36);
  const untimed = rows.filter((row) => {
    const [ttft, latency] = [Number(row["ttft_ms"]), Number(row["latency_ms"])];
    return !(ttft >= 10 && ttft < latency - 20);
  });
  expect(untimed).toEqual([]);
  expect((await readTable(results, "whole", "completions")).map((row) => row["ttft_ms"])).toEqual(rows.map(() => ""));

  const refused = run(streamed, { runId: "whole", environment: keys }).finished;
  await expect(refused).rejects.toThrow("plan.models[0].stream: is not what this run was started with");
});
