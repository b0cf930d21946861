/** The product again; `fillMs` is when the last record of a model that is not the slow one (path `/slow/`) became durable. */
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
  name: baseUrl.includes("/slow/") ? "slow" : `model ${index + 1}`,
  model: "bench",
  baseUrl,
  provider: "generic",
  apiKeyEnv: "BENCH_KEY",
  limits: { concurrency },
}));
const config = resolveConfig({ prompts: ["prompts.csv"], models }, { directory: folder, environment });
const stopped = new AbortController();
const grid = run(config, { environment, signal: stopped.signal });
const expected = requests * models.filter(({ name }) => name !== "slow").length;
let start = 0;
let quick = 0;
let fillMs = 0;
for await (const record of grid) {
  if (start === 0) start = performance.now() - (record.latencyMs ?? 0);
  if (record.model === "slow") continue;
  quick++;
  if (quick < expected) continue;
  fillMs = performance.now() - start;
  stopped.abort("SIGINT");
}
await grid.finished;
reportClient(start, new Float64Array(1), fillMs);
await rm(folder, { recursive: true });
