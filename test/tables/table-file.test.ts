import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ProblemsError } from "../../src/core/errors.ts";
import { prepareResultsFolder } from "../../src/tables/results-folder.ts";
import { TableFile, TableWriteError, temporaryPath } from "../../src/tables/table-file.ts";
import { writeTables } from "../../src/tables/write-tables.ts";
import { makePlan, makePrompt, makeRun } from "./grid.ts";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "promptgrid-tables-"));
  path = join(folder, "completions.csv");
});
afterEach(() => rm(folder, { recursive: true }));

test("a file has its old content until it is committed, and then all of the new one", async () => {
  await writeFile(path, "old");
  {
    await using file = await TableFile.open(path);
    await file.write("new ");
    await file.write("表\n");
    await file.sync();
    expect(await readFile(path, "utf8")).toBe("old");
    await file.commit();
  }
  expect(await readFile(path, "utf8")).toBe("new 表\n");
  expect(await readdir(folder)).toEqual(["completions.csv"]);
});

test("a file that is not committed leaves the old one and nothing else", async () => {
  await writeFile(path, "old");
  const abandon = async () => {
    await using file = await TableFile.open(path);
    await file.write("half a ta");
    throw new Error("something else went wrong");
  };
  await expect(abandon()).rejects.toThrow("something else");
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(folder)).toEqual(["completions.csv"]);
});

test("a text longer than any buffer arrives whole, with characters of every length across the cuts", async () => {
  const text = "a表é😀".repeat(150_001);
  await using file = await TableFile.open(path);
  await file.write("x");
  await file.write(text);
  await file.commit();
  expect((await readFile(path, "utf8")) === `x${text}`).toBe(true);
});

test("two writers of one file cannot mix their rows", async () => {
  await using first = await TableFile.open(path);
  await expect(TableFile.open(path)).rejects.toMatchObject({ name: "TableWriteError", code: "EEXIST", path });
  await first.commit();
});

test("when the system takes no more bytes, the write says so, the old file stays and the new one is removed", async () => {
  await writeFile(path, "old");
  // The system refuses bytes beyond the limit of `ulimit -f`, as a full disk does, in the middle of a write.
  const script = `
    const { TableFile } = await import(${JSON.stringify(sourceUrl("table-file.ts"))});
    try {
      await using file = await TableFile.open(${JSON.stringify(path)});
      await file.write("x".repeat(1_000_000));
      await file.commit();
    } catch (error) {
      console.log(error.name, error.code, error.path);
    }`;
  const { stdout } = spawnSync(
    "sh",
    ["-c", 'ulimit -f 8 && exec "$0" --input-type=module -e "$1"', process.execPath, script],
    {
      encoding: "utf8",
    },
  );
  expect(stdout).toBe(`TableWriteError EFBIG ${path}\n`);
  expect(await readFile(path, "utf8")).toBe("old");
  expect(await readdir(folder)).toEqual(["completions.csv"]);
});

test("when the store fails half way, no table of the run is replaced", async () => {
  const names = ["comparison.csv", "completions.csv", "run.json", "usage.csv"];
  for (const name of names) await writeFile(join(folder, name), "old");
  const source = {
    gridRows: async (_runKey: number, after: number) => {
      if (after === -1) return [{ prompt: makePrompt(0, {}), records: [] }];
      throw new Error("database disk image is malformed");
    },
    totals: async () => [],
    samples: async () => new Float64Array(),
  };
  const options = { tables: { bom: false, escapeFormulas: false }, models: [] };
  const writing = writeTables(source, makeRun(makePlan(["A"]), 2, []), folder, options);
  await expect(writing).rejects.toThrow("malformed");
  expect(await readdir(folder)).toEqual(names);
  for (const name of names) expect(await readFile(join(folder, name), "utf8")).toBe("old");
});

test("a results folder is made with its parents, and is empty afterwards", async () => {
  const nested = join(folder, "results", "run-1");
  await prepareResultsFolder(nested);
  await prepareResultsFolder(nested);
  expect(await readdir(nested)).toEqual([]);
});

test("a results folder that cannot be made is a problem of the user's, before anything is paid", async () => {
  await writeFile(join(folder, "results"), "a file");
  const nested = join(folder, "results", "run-1");
  const error: unknown = await prepareResultsFolder(nested).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProblemsError);
  expect(error).toMatchObject({ problems: [{ where: nested, found: expect.stringContaining("ENOTDIR") }] });
});

test("tables for a folder that is gone and cannot be made again are a failed write, not a problem of the user's", async () => {
  await writeFile(join(folder, "results"), "a file");
  const source = { gridRows: async () => [], totals: async () => [], samples: async () => new Float64Array() };
  const options = { tables: { bom: false, escapeFormulas: false }, models: [] };
  const nested = join(folder, "results", "run-1");
  const writing = writeTables(source, makeRun(makePlan(["A"]), 0, []), nested, options);
  await expect(writing).rejects.toMatchObject({ name: "TableWriteError", code: "ENOTDIR", path: nested });
});

test("what killed writers left behind is swept, what a living one writes is not", async () => {
  const dead = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }));
  for (const processId of [dead, process.pid, process.ppid]) await writeFile(temporaryPath(path, processId), "half");
  for (const name of ["completions.csv", ".hidden.tmp"]) await writeFile(join(folder, name), "kept");
  await prepareResultsFolder(folder);
  expect((await readdir(folder)).sort()).toEqual(
    [`.completions.csv.${process.ppid}.tmp`, ".hidden.tmp", "completions.csv"].sort(),
  );
});

test("a failure names the file and the system's own words", async () => {
  const missing = join(folder, "gone", "usage.csv");
  const error: unknown = await TableFile.open(missing).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TableWriteError);
  expect(error).toMatchObject({ code: "ENOENT", path: missing, message: expect.stringContaining("no such file") });
});

function sourceUrl(name: string): string {
  return pathToFileURL(join(import.meta.dirname, "../../src/tables", name)).href;
}
