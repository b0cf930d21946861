/** Start-up: whole processes by the wall clock, in turns with `node -e 0`. By itself: `node bench/start-up.ts`. */
import { spawnSync } from "node:child_process";
import { formatSpread, measureCommand, spreadOf, startServer } from "./measure.ts";

const ROUNDS = 11;

/** Prints what starting costs, beside what Node itself takes to start. */
export async function startUp(): Promise<void> {
  console.log("\nStart-up: whole process, caches warm");
  await using server = await startServer(0);
  const run = async () => (await measureCommand([`${server.url}/generic/v1`], 1, 8)).wallMs;
  const version = () => timeOf(["dist/bin.js", "--version"]);
  const node = () => timeOf(["-e", "0"]);
  // The first of each fills the compile cache and the system's.
  for (const action of [run, version, node]) await action();

  const times = { run: [] as number[], version: [] as number[], node: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.run.push(await run());
    times.version.push(version());
    times.node.push(node());
  }
  print("promptgrid run, one prompt, instant server", times.run, times.node, "goal ≤ 400");
  print("promptgrid --version", times.version, times.node, "goal ≤ 100");
  print("node -e 0", times.node, times.node, "the reference");
}

function timeOf(args: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, args);
  return performance.now() - start;
}

function print(name: string, times: readonly number[], reference: readonly number[], note: string): void {
  const ratios = times.map((time, round) => time / (reference[round] ?? Number.NaN));
  const figures = `${formatSpread(spreadOf(times), 0)} ms (${note}), ${formatSpread(spreadOf(ratios), 1)} × node -e 0`;
  console.log(`  ${name.padEnd(52)} ${figures}`);
}

if (import.meta.main) await startUp();
