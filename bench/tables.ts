import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { formatSpread, spreadOf } from "./measure.ts";
import { heading, line } from "./print.ts";

const ROUNDS = 4;

/** How fast the tables of a stored run are written, with short and with long completions. */
export async function tables(): Promise<void> {
  heading("Tables: 3 models, rows of completions.csv per second, comparison.csv and usage.csv written beside it");
  for (const { prompts, length } of [
    { prompts: 100_000, length: 200 },
    { prompts: 20_000, length: 2000 },
  ]) {
    const rates = await writeTables([prompts, 3, length, ROUNDS]);
    // The first round also compiles the code.
    const goal = length === 200 ? " (goal ≥ 60000)" : "";
    line(`${prompts} prompts × 3, ${length} characters`, `${formatSpread(spreadOf(rates.slice(1)), 0)} rows/s${goal}`);
  }
}

async function writeTables(args: readonly number[]): Promise<number[]> {
  const child = spawn(process.execPath, ["bench/clients/write-tables.ts", ...args.map(String)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = "[]";
  createInterface({ input: child.stdout }).on("line", (text) => (last = text));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`write-tables exited ${code}`);
  return JSON.parse(last) as number[];
}
