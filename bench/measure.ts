import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { ClientReport } from "./clients/report.ts";

/** An endpoint in a process of its own. */
export interface BenchServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts bench/server.ts. `slowMs` is the latency of the path prefix `slow`. */
export async function startServer(
  latencyMs: number,
  options: { slowMs?: number; completionLength?: number } = {},
): Promise<BenchServer> {
  const numbers = [latencyMs, options.slowMs ?? 0, options.completionLength ?? 200].map(String);
  const child = spawn(process.execPath, ["bench/server.ts", ...numbers], { stdio: ["pipe", "pipe", "inherit"] });
  const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return {
    url,
    async [Symbol.asyncDispose]() {
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
    },
  };
}

/** A client's report with the peak memory that its parent sampled. */
export interface Measured extends ClientReport {
  /** Peak resident set, MB. */
  readonly peakMb: number;
}

/** Runs bench/clients/<client>.ts to its end. */
export async function measureClient(
  client: string,
  urls: readonly string[],
  requests: number,
  concurrency: number,
): Promise<Measured> {
  const args = [`bench/clients/${client}.ts`, urls.join(","), String(requests), String(concurrency)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let peakMb = 0;
  const sampler = setInterval(() => (peakMb = Math.max(peakMb, residentMb(child.pid ?? 0))), 20);
  let last = "";
  createInterface({ input: child.stdout }).on("line", (line) => (last = line));
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(sampler);
  if (code !== 0) throw new Error(`${client} exited ${code}`);
  return { ...(JSON.parse(last) as ClientReport), peakMb };
}

/** One `promptgrid run` as a user starts it: wall clock and peak memory of the whole process. */
export async function measureCommand(
  urls: readonly string[],
  prompts: number,
  concurrency: number,
): Promise<{ readonly wallMs: number; readonly peakMb: number; readonly mb: readonly number[] }> {
  const folder = await mkdtemp(join(tmpdir(), "promptgrid-bench-"));
  try {
    const rows = Array.from({ length: prompts }, (_, index) => `"What is ${index} + ${index}, and why?"`);
    await writeFile(join(folder, "prompts.csv"), `prompt\n${rows.join("\n")}\n`);
    const models = urls.map((baseUrl, index) => ({
      name: `model ${index + 1}`,
      model: "bench",
      baseUrl,
      provider: "generic",
      apiKeyEnv: "BENCH_KEY",
      limits: { concurrency },
    }));
    await writeFile(join(folder, "runner.config.json"), JSON.stringify({ prompts: ["prompts.csv"], models }));
    const start = performance.now();
    const child = spawn(process.execPath, [resolve("dist/bin.js"), "run", "--quiet"], {
      cwd: folder,
      env: { ...process.env, BENCH_KEY: "bench" },
      stdio: ["ignore", "ignore", "inherit"],
    });
    const mb: number[] = [];
    const sampler = setInterval(() => mb.push(residentMb(child.pid ?? 0)), 50);
    const [code] = (await once(child, "close")) as [number | null];
    clearInterval(sampler);
    if (code !== 0) throw new Error(`promptgrid run exited ${code}`);
    return { wallMs: performance.now() - start, peakMb: Math.max(...mb), mb };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Resident set of a process, MB; 0 when it is gone or the system has no /proc. */
export function residentMb(pid: number): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1];
    return (Number(pages) * 4096) / 1e6;
  } catch {
    return 0;
  }
}

/** Minimum, median and maximum of a few figures. */
export interface Spread {
  readonly minimum: number;
  readonly median: number;
  readonly maximum: number;
}

/** The spread of `values`, which must not be empty. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return { minimum: at(0), median: at(Math.floor(sorted.length / 2)), maximum: at(sorted.length - 1) };
}

/** `median (minimum–maximum)` with `digits` decimals. */
export function formatSpread(spread: Spread, digits = 2): string {
  const [minimum, median, maximum] = [spread.minimum, spread.median, spread.maximum].map((value) =>
    value.toFixed(digits),
  );
  return `${median} (${minimum}–${maximum})`;
}
