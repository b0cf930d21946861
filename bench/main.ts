/**
 * `npm run bench`: speed and memory as ratios against references measured in the same run, because this kind of figure
 * drifts with the machine. `npm run bench:full` adds the largest grid.
 */
import { formatSpread, measureClient, measureCommand, spreadOf, startServer, type Measured } from "./measure.ts";
import { million } from "./million-case.ts";
import { heading, line } from "./print.ts";
import { scores } from "./scores.ts";
import { tables } from "./tables.ts";
import { waitingEndpoint } from "./waiting-endpoint.ts";
import { startUp } from "./start-up.ts";

const ROUNDS = 3;
const startedAt = performance.now();
const full = process.argv.includes("--full");

await throughput();
await fanOut();
await slowModel();
await waitingEndpoint();
await tables();
scores();
await memory(full ? [10_000, 100_000] : [10_000, 33_000]);
await startUp();
if (full) await million(1_000_000);
console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);

/** Instant server, 64 in flight: the whole pipeline beside two bare loops. */
async function throughput(): Promise<void> {
  heading("Throughput and CPU: instant server, 64 in flight, 10,000 prompts, start to tables");
  await using server = await startServer(0);
  const results = { promptgrid: [] as Measured[], "stock-sdk": [] as Measured[], "bare-undici": [] as Measured[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const [client, measured] of Object.entries(results)) {
      measured.push(await measureClient(client, [`${server.url}/generic/v1`], 10_000, 64));
    }
  }
  for (const [client, measured] of Object.entries(results)) {
    const perSecond = spreadOf(measured.map(({ wallMs }) => 10_000 / (wallMs / 1000)));
    const cpu = spreadOf(measured.map(({ cpuUs }) => cpuUs / 10_000));
    line(
      client,
      `${formatSpread(perSecond, 0)} requests/s, ${formatSpread(cpu, 0)} µs CPU per request (process start included)`,
    );
  }
  const ratio = (reference: Measured[]) =>
    spreadOf(results.promptgrid.map(({ wallMs }, round) => (reference[round]?.wallMs ?? Number.NaN) / wallMs));
  line("promptgrid ÷ stock SDK loop", `${formatSpread(ratio(results["stock-sdk"]))} × its requests/s (goal ≥ 1.5)`);
  line("promptgrid ÷ bare undici loop", `${formatSpread(ratio(results["bare-undici"]))} × its requests/s`);
}

/** 3 models × 3,000 prompts at 200 ms, 64 in flight each. */
async function fanOut(): Promise<void> {
  heading("Fan-out: 3 models × 3,000 prompts, 200 ms, 64 in flight each");
  await using server = await startServer(200);
  const urls = ["one", "two", "three"].map((name) => `${server.url}/generic/${name}/v1`);
  const durations: number[] = [];
  const medians: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const bare = await measureClient("bare-undici", urls, 3000, 64);
    const ours = await measureClient("promptgrid", urls, 3000, 64);
    durations.push(ours.fillMs / bare.wallMs);
    medians.push(ours.latencyP50Ms / bare.latencyP50Ms);
  }
  line("duration ÷ bare undici loop", `${formatSpread(spreadOf(durations), 3)} (goal ≤ 1.05)`);
  line("recorded latency p50 ÷ that loop's", `${formatSpread(spreadOf(medians), 3)} (goal 0.95–1.05)`);
}

/** One model at 2 s beside two at 200 ms. */
async function slowModel(): Promise<void> {
  heading("Independence: two models at 200 ms with and without a third at 2 s, 1,000 prompts, 32 in flight");
  await using server = await startServer(200, { slowMs: 2000 });
  const quick = ["one", "two"].map((name) => `${server.url}/generic/${name}/v1`);
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await measureClient("promptgrid-lanes", quick, 1000, 32);
    const beside = await measureClient("promptgrid-lanes", [...quick, `${server.url}/slow/v1`], 1000, 32);
    ratios.push(beside.fillMs / alone.fillMs);
  }
  line("time of the quick models beside a slow one ÷ alone", `${formatSpread(spreadOf(ratios), 3)} (goal ≤ 1.02)`);
}

/** Peak memory over grids of growing size: it has to be flat. */
async function memory(sizes: readonly number[]): Promise<void> {
  heading("Memory: 3 models, 2 KB completions, tables included, peak RSS sampled by the parent");
  await using server = await startServer(0, { completionLength: 2000 });
  const urls = ["one", "two", "three"].map((name) => `${server.url}/generic/${name}/v1`);
  for (const size of sizes) {
    const measured = await measureCommand(urls, size, 32);
    const rate = (3 * size) / (measured.wallMs / 1000);
    line(`${size} prompts × 3`, `${measured.peakMb.toFixed(0)} MB (goal < 300), ${rate.toFixed(0)} requests/s`);
  }
}
