/**
 * `node bench/rate-control.ts [name part]`: the rate controller against servers whose limits it has to find, in simulated
 * time, beside two references. Each figure is the median of several seeds, with minimum and maximum.
 */
import { parseArgs } from "node:util";
import type { Client } from "./rate-control/client.ts";
import { controllerClient } from "./rate-control/controller-client.ts";
import { plainAimd, sdkRetries } from "./rate-control/reference-clients.ts";
import { IN_FLIGHT_ALLOWED, scenarios, type Scenario } from "./rate-control/scenarios.ts";
import { simulate, type Result } from "./rate-control/simulate.ts";
import { formatSpread, spreadOf } from "./measure.ts";

const SEEDS = 15;
const REFERENCE_SEEDS = 3;
const MEAN_LATENCIES_MS = [1000, 5000];

const { positionals } = parseArgs({ allowPositionals: true });
const startedAt = performance.now();
const missed: string[] = [];
for (const meanLatencyMs of MEAN_LATENCIES_MS) {
  console.log(`\nLatency ${meanLatencyMs / 1000} s (lognormal); % of capacity, and % of requests answered 429`);
  console.log(row("", ["all", "second half", "429", "429, second half"]));
  for (const scenario of scenarios) {
    if (!positionals.every((part) => scenario.name.includes(part))) continue;
    console.log(scenario.name);
    const results = runSeeds(scenario, meanLatencyMs, SEEDS, controllerClient);
    printResults(`  promptgrid${verdict(scenario, meanLatencyMs, results)}`, results);
    printResults(
      "  SDK retries, 64",
      runSeeds(scenario, meanLatencyMs, REFERENCE_SEEDS, (random) => sdkRetries(64, random)),
    );
    printResults(
      "  plain AIMD",
      runSeeds(scenario, meanLatencyMs, REFERENCE_SEEDS, (random) => plainAimd(IN_FLIGHT_ALLOWED, random)),
    );
  }
}
console.log(`\n${missed.length === 0 ? "All goals reached" : `Goals missed: ${missed.join("; ")}`}`);
console.log(`${((performance.now() - startedAt) / 1000).toFixed(0)} s`);

function runSeeds<Ticket>(
  { limit, seconds }: Scenario,
  meanLatencyMs: number,
  seeds: number,
  makeClient: (random: () => number) => Client<Ticket>,
): Result[] {
  return Array.from({ length: seeds }, (_, index) =>
    simulate(makeClient, limit(), { seconds, meanLatencyMs, seed: index + 1 }),
  );
}

function printResults(name: string, results: readonly Result[]): void {
  const percent = (pick: (result: Result) => number) =>
    formatSpread(spreadOf(results.map((result) => 100 * pick(result))), 1);
  const cells = [
    percent((result) => result.capacityUsed),
    percent((result) => result.capacityUsedSecondHalf),
    percent((result) => result.rejected),
    percent((result) => result.rejectedSecondHalf),
  ];
  console.log(row(name, cells));
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(34) + cells.map((cell) => cell.padEnd(22)).join("");
}

/** A mark beside a median that misses its goal. */
function verdict({ goal, name, rejected }: Scenario, meanLatencyMs: number, results: readonly Result[]): string {
  const median = (pick: (result: Result) => number) => spreadOf(results.map(pick)).median;
  const isAll = goal.over === "all";
  const share = median((result) => (isAll ? result.capacityUsed : result.capacityUsedSecondHalf));
  const rejections = median((result) => (isAll ? result.rejected : result.rejectedSecondHalf));
  const faults = [
    ...(share < goal.share ? [`below ${goal.share * 100} %`] : []),
    ...(rejections > rejected ? [`over ${rejected * 100} % 429`] : []),
  ];
  if (faults.length === 0) return "";
  missed.push(`${name} at ${meanLatencyMs / 1000} s (${faults.join(", ")})`);
  return ` (${faults.join(", ")})`;
}
