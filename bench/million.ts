import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { measureClient, residentMb, startServer, type BenchServer } from "./measure.ts";

/** What the largest grid cost; memory is the resident set of the command in MB. */
export interface MillionFigures {
  /** Prompts read, checked and stored per second. */
  readonly ingested: number;
  /** From the start of `run` to its first request at the server, seconds. */
  readonly firstRequestSeconds: number;
  readonly requestsPerSecond: number;
  /** The peak in each tenth of the requests. */
  readonly peaksMb: readonly number[];
  readonly settledAtKill: number;
  /** From the start of `resume` to its first request at the server, seconds. */
  readonly resumeSeconds: number;
  /** While the last requests were sent and the tables written. */
  readonly resumeMb: number;
  /** Rows of completions.csv per second, all tables written, of the whole process of `export`. */
  readonly exportedRows: number;
  readonly exportMb: number;
  readonly databaseMb: number;
}

const MODELS = ["one", "two", "three"];
/** The run is killed after this share of the requests, so that there is something to resume. */
const KILLED_AT = 0.95;
const POLL_MS = 20;

/** A grid of `prompts` × 3 on an instant server: `run` is killed near its end, `resume` goes on, `export` writes the tables again. */
export async function measureMillion(prompts: number): Promise<MillionFigures> {
  const folder = await mkdtemp(join(tmpdir(), "promptgrid-bench-"));
  await using server = await startServer(0, { completionLength: 100 });
  try {
    await writeGrid(folder, server, prompts);
    const ingest = await measureClient("ingest", [join(folder, "prompts.csv")], prompts, 1);

    const tasks = prompts * MODELS.length;
    const peaksMb: number[] = [];
    let firstAt = 0;
    let killedAt = 0;
    const start = performance.now();
    await watchCommand(folder, ["run", "--quiet"], async (mb, kill) => {
      const answered = await answeredBy(server);
      if (firstAt === 0 && answered > 0) firstAt = performance.now();
      const tenth = Math.min(9, Math.floor((10 * answered) / tasks));
      peaksMb[tenth] = Math.max(mb, peaksMb[tenth] ?? 0);
      if (killedAt > 0 || answered < KILLED_AT * tasks) return;
      killedAt = performance.now();
      kill();
    });
    const settledAtKill = await answeredBy(server);

    const resumeStart = performance.now();
    let resumedAt = 0;
    const resumed = await watchCommand(folder, ["resume", "latest", "--quiet"], async () => {
      if (resumedAt === 0 && (await answeredBy(server)) > settledAtKill) resumedAt = performance.now();
    });
    const exported = await watchCommand(folder, ["export", "latest", "--out", "again"]);
    const database = await stat(join(folder, "results", "promptgrid.db"));
    return {
      ingested: prompts / (ingest.wallMs / 1000),
      firstRequestSeconds: (firstAt - start) / 1000,
      requestsPerSecond: settledAtKill / ((killedAt - firstAt) / 1000),
      peaksMb,
      settledAtKill,
      resumeSeconds: (resumedAt - resumeStart) / 1000,
      resumeMb: resumed.peakMb,
      exportedRows: tasks / exported.seconds,
      exportMb: exported.peakMb,
      databaseMb: database.size / 1e6,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeGrid(folder: string, server: BenchServer, prompts: number): Promise<void> {
  const rows = Array.from({ length: prompts }, (_, index) => `"What is ${index} + ${index}, and why?"`);
  await writeFile(join(folder, "prompts.csv"), `prompt\n${rows.join("\n")}\n`);
  const models = MODELS.map((name) => ({
    name,
    model: "bench",
    baseUrl: `${server.url}/generic/${name}/v1`,
    provider: "generic",
    apiKeyEnv: "BENCH_KEY",
    limits: { concurrency: 32 },
  }));
  await writeFile(join(folder, "runner.config.json"), JSON.stringify({ prompts: ["prompts.csv"], models }));
}

async function answeredBy(server: BenchServer): Promise<number> {
  const response = await fetch(`${server.url}/_simulator/statistics`);
  const { answered } = (await response.json()) as { readonly answered: number };
  return answered;
}

/** Runs a command to its end and looks at its memory, MB, as often as `look` allows; whoever is not killed must succeed. */
async function watchCommand(
  folder: string,
  args: readonly string[],
  look: (mb: number, kill: () => void) => Promise<void> = async () => {},
): Promise<{ readonly seconds: number; readonly peakMb: number }> {
  const start = performance.now();
  const child = spawn(process.execPath, [resolve("dist/bin.js"), ...args], {
    cwd: folder,
    env: { ...process.env, BENCH_KEY: "bench" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const closed = once(child, "close");
  let peakMb = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const mb = residentMb(child.pid ?? 0);
    peakMb = Math.max(peakMb, mb);
    await look(mb, () => child.kill("SIGKILL"));
    await sleep(POLL_MS);
  }
  await closed;
  if (child.exitCode !== 0 && child.signalCode !== "SIGKILL") throw new Error(`${args[0]} exited ${child.exitCode}`);
  return { seconds: (performance.now() - start) / 1000, peakMb };
}
