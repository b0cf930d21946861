import { execFileSync } from "node:child_process";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, it, onTestFinished } from "vitest";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import { runPromptgrid, spawnPromptgrid } from "../support/command.ts";
import { gridFolder, keys } from "../support/grid.ts";
import { StoredRecords } from "../support/stored-records.ts";
import { readTable } from "../support/tables.ts";
import { watchSimulator } from "../support/watch.ts";

const PROMPTS = 200;
const TASKS = 3 * PROMPTS;

let simulator: Simulator | undefined;
afterEach(async () => simulator?.close());

/** Makes `folder` a disk of its own; false where this user may not. */
function mount(folder: string, size: string, ...flags: readonly string[]): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", [`size=${size}`, ...flags].join(","), "tmpfs", folder], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

it("stops on a full disk with what to do, loses nothing that it had kept, and goes on when there is room", async (test) => {
  // Some requests never end: there is nothing to wait for them for.
  const faults = [{ fault: "any/never-answer", provider: "anthropic", rate: 0.2 }];
  simulator = await startSimulator({ latency: { medianMs: 5 }, completionLength: 4_000, faults });
  const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: PROMPTS, concurrency: 8 });
  const results = join(cwd, "results");
  await mkdir(results);
  if (!mount(results, "3m")) return test.skip("only root may mount a disk of a few megabytes");
  onTestFinished(() => void execFileSync("umount", ["-l", results]));

  const startedAt = performance.now();
  const full = await runPromptgrid(["run", "--run-id", "one", "--quiet"], { cwd, environment: keys });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(full.exitCode).toBe(3);
  expect(full.stderr).toMatch(/promptgrid\.db: the disk is full \(SQLITE_FULL: .*free some space, then resume the run/);
  expect(full.stderr).toContain("promptgrid resume one");
  const { received } = simulator.statistics();
  expect(received).toBeLessThan(TASKS);

  const stillFull = await runPromptgrid(["resume", "one", "--quiet"], { cwd, environment: keys });
  expect([2, 3]).toContain(stillFull.exitCode);
  expect(stillFull.stderr).toMatch(/full|no space/);

  expect(mount(results, "100m", "remount")).toBe(true);
  using stored = new StoredRecords(results);
  const kept = stored.count("one");
  expect(kept).toBeGreaterThan(0);
  await simulator.close();
  simulator = await startSimulator({ port: simulator.port, completionLength: 4_000 });
  const resumed = await runPromptgrid(["resume", "one", "--quiet"], { cwd, environment: keys });
  expect(resumed.exitCode).toBe(0);
  expect(simulator.statistics().received).toBe(TASKS - kept);
  expect(stored.faults()).toEqual([]);
  const rows = await readTable(results, "one", "completions");
  expect(rows.filter((row) => row["status"] === "completed")).toHaveLength(TASKS);
});

it.skipIf(process.platform === "win32")(
  "stops when the disk fails to write, and goes on when it works again",
  async () => {
    simulator = await startSimulator({ latency: { medianMs: 5 }, completionLength: 4_000 });
    const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: PROMPTS, concurrency: 8 });
    // No file may grow beyond 1.5 MB: writing more fails with EFBIG, which SQLite reports as an I/O error.
    const failing = await runPromptgrid(["run", "--run-id", "one", "--quiet"], {
      cwd,
      environment: keys,
      shell: "trap '' XFSZ; ulimit -f 1500",
    });
    expect(failing.exitCode).toBe(3);
    expect(failing.stderr).toMatch(/the disk failed to read or write \(SQLITE_IOERR_WRITE: .*then resume the run/);

    const { received } = simulator.statistics();
    using stored = new StoredRecords(join(cwd, "results"));
    const kept = stored.count("one");
    const partial = await readTable(join(cwd, "results"), "one", "completions");
    expect(partial.filter((row) => row["status"] === "completed")).toHaveLength(kept);
    const resumed = await runPromptgrid(["resume", "one", "--quiet"], { cwd, environment: keys });
    expect(resumed.exitCode).toBe(0);
    expect(simulator.statistics().received - received).toBe(TASKS - kept);
  },
);

it.skipIf(process.platform === "win32")(
  "stops when its results are moved away, and resumes where they are now",
  async () => {
    simulator = await startSimulator({ latency: { medianMs: 40 } });
    const cwd = await gridFolder({ simulatorUrl: simulator.url, prompts: PROMPTS, concurrency: 8 });
    const command = spawnPromptgrid(["run", "--run-id", "one", "--quiet"], { cwd, environment: keys });
    await watchSimulator(simulator, ({ answered }) => answered > 50);
    await rename(join(cwd, "results"), join(cwd, "elsewhere"));
    const moved = await command.finished;
    expect(moved.exitCode).toBe(3);
    expect(moved.stderr).toContain("was moved, replaced or deleted while it was in use");

    const { received } = simulator.statistics();
    using stored = new StoredRecords(join(cwd, "elsewhere"));
    const kept = stored.count("one");
    const resumed = await runPromptgrid(["resume", "one", "--out", "elsewhere", "--quiet"], { cwd, environment: keys });
    expect(resumed.exitCode).toBe(0);
    expect(simulator.statistics().received - received).toBe(TASKS - kept);
    expect(resumed.stdout).toContain(join("elsewhere", "one", "completions.csv"));
  },
);
