import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { temporaryFolder } from "../support/folder.ts";

const execute = promisify(execFile);
const root = resolve(import.meta.dirname, "../..");

it("installs from its packed tarball into an empty folder, runs as a command and imports as a typed library", async () => {
  const folder = await temporaryFolder({
    "package.json": { name: "consumer", private: true, type: "module", allowScripts: { "better-sqlite3": false } },
    "consumer.ts": `
      import { loadConfig, run, type RunSummary } from "promptgrid";
      const config = await loadConfig(undefined, { simulate: true });
      const grid = run(config, { simulate: {} });
      let records = 0;
      for await (const record of grid) if (record.outcome.kind === "completed") records++;
      const summary: RunSummary = await grid.finished;
      console.log(JSON.stringify({ records, status: summary.status, simulated: summary.simulated }));
    `,
  });
  await execute("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
  await execute("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball}`], { cwd: folder });

  const bin = join(folder, "node_modules/.bin/promptgrid");
  const version = await execute(process.execPath, [bin, "--version"], { cwd: folder });
  expect(version.stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  await execute(process.execPath, [bin, "init"], { cwd: folder });
  const run = await execute(process.execPath, [bin, "run", "--simulate"], { cwd: folder });
  expect(run.stdout).toMatch(/SIMULATED/i);
  expect(run.stdout).toContain("completions.csv");

  const library = await execute(process.execPath, ["consumer.ts"], { cwd: folder });
  expect(JSON.parse(library.stdout)).toEqual({
    records: expect.any(Number) as number,
    status: "complete",
    simulated: true,
  });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const flags = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2024",
    "--lib",
    "es2024,esnext.disposable",
    "--types",
    "node",
    "--typeRoots",
    join(root, "node_modules/@types"),
  ];
  await execute(process.execPath, [tsc, ...flags, "consumer.ts"], { cwd: folder });
}, 180_000);
