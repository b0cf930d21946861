import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadConfig, resumeRun, run, startSimulator } from "../../src/index.ts";
import { fillRun } from "../../src/run/fill-run.ts";
import { openResults } from "../../src/run/results.ts";
import { gridFolder, keys } from "../support/grid.ts";

/** A run that its budget has stopped before anything was sent. */
async function stoppedRun(medianMs = 0) {
  const simulator = await startSimulator({ latency: { medianMs } });
  onTestFinished(() => simulator.close());
  const folder = await gridFolder({
    simulatorUrl: simulator.url,
    prompts: 20,
    model: { params: { max_tokens: 10 }, limits: { concurrency: 4 } },
  });
  const config = await loadConfig(join(folder, "runner.config.json"), { environment: keys });
  const summary = await run(config, { runId: "stopped", environment: keys, budget: { maxTokens: 0 } }).finished;
  expect(summary).toMatchObject({ status: "incomplete", unsettled: 60 });
  return config;
}

test("a run that is filled again has not finished, so that a kill leaves no run that seems to have", async () => {
  const config = await stoppedRun(200);
  await using results = await openResults(config.results);
  expect((await results.store.findRun("stopped"))?.finishedAt).toBeGreaterThan(0);
  const { lanes, finished } = await resumeRun(config.results, "stopped", { environment: keys });
  await expect.poll(() => lanes.some(({ inFlight }) => inFlight > 0)).toBe(true);
  expect(await results.store.findRun("stopped")).toMatchObject({ status: "running", finishedAt: null });
  await finished;
  expect((await results.store.findRun("stopped"))?.finishedAt).toBeGreaterThan(0);
});

test("what another process has spent between finding a run and taking hold of it counts", async () => {
  const config = await stoppedRun();
  const results = await openResults(config.results);
  const found = await results.store.findRun("stopped");
  if (found === null) throw new Error("no such run");
  await using other = await openResults(config.results);
  await other.store.claimRun(found.key);
  await other.store.setUnrecordedSpend(found.key, 1, { tokens: 7_000, cost: 0 });
  await other.store.updateRun(found.key, { status: "incomplete" });

  const handle = await fillRun(results, found, config, { environment: keys, budget: { maxTokens: 100_000 } });
  expect(handle.budget()?.tokens?.spent).toBe(7_000);
  await handle.finished;
  expect((await other.store.findRun("stopped"))?.unrecorded[1]).toEqual({ tokens: 7_000, cost: 0 });
});
