/** The product as a library user runs it, from the config to the tables. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveConfig, run } from "promptgrid";
import { clientArguments, reportClient } from "./report.ts";

const { url, requests, concurrency } = clientArguments();
const environment = { BENCH_KEY: "bench" };
const folder = await mkdtemp(join(tmpdir(), "promptgrid-bench-"));
const rows = Array.from({ length: requests }, (_, index) => `"What is ${index} + ${index}, and why?"`);
await writeFile(join(folder, "prompts.csv"), `prompt\n${rows.join("\n")}\n`);
const models = url.split(",").map((baseUrl, index) => ({
  name: `model ${index + 1}`,
  model: "bench",
  baseUrl,
  provider: "generic",
  apiKeyEnv: "BENCH_KEY",
  limits: { concurrency },
}));
const start = performance.now();
const config = resolveConfig({ prompts: ["prompts.csv"], models }, { directory: folder, environment });
const grid = run(config, { environment });
const summary = await grid.finished;
if (summary.status !== "complete" || summary.exitCode !== 0) throw new Error(`the run ended ${summary.status}`);
reportClient(start, Float64Array.from(summary.lanes.map((lane) => lane.latencyP50Ms ?? Number.NaN)), summary.wallMs);
await rm(folder, { recursive: true });
