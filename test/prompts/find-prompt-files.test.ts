import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findPromptFiles } from "../../src/prompts/find-prompt-files.ts";
import { namePromptFiles } from "../../src/prompts/name-prompt-files.ts";
import { temporaryFolder } from "../support/folder.ts";

test("finds files in the order of the patterns, matches sorted, none twice", async () => {
  const folder = await temporaryFolder({
    "p/b.csv": "",
    "p/a.csv": "",
    "p/deep/c.tsv": "",
    "z.jsonl": "",
    ".hidden.csv": "",
  });
  const { files, problems } = await findPromptFiles(["z.jsonl", "p/*.csv", "p/**/*", "./p/a.csv"], folder);
  expect(files.map((file) => file.name)).toEqual(["z.jsonl", "p/a.csv", "p/b.csv", "p/deep/c.tsv"]);
  expect(files[1]?.path).toBe(join(folder, "p/a.csv"));
  expect(problems).toEqual([]);
});

test("takes - for standard input, once", async () => {
  const folder = await temporaryFolder({ "a.csv": "" });
  const { files } = await findPromptFiles(["-", "a.csv", "-"], folder);
  expect(files).toEqual([
    { path: "-", name: "stdin" },
    { path: join(folder, "a.csv"), name: "a.csv" },
  ]);
});

test("takes a pattern for a path when a file has that very name", async () => {
  const folder = await temporaryFolder({ "[ab].csv": "", "a.csv": "", "问 题.csv": "" });
  const { files } = await findPromptFiles(["[ab].csv", "问 题.csv"], folder);
  expect(files.map((file) => file.name)).toEqual(["[ab].csv", "问 题.csv"]);
});

test("reports every pattern that matches nothing, and folders, at once", async () => {
  const folder = await temporaryFolder({ "p/a.csv": "" });
  await mkdir(join(folder, "empty"));
  await symlink(join(folder, "gone"), join(folder, "dangling.csv"));
  const { files, problems } = await findPromptFiles(
    ["none/*.csv", "p/", "p/a.csv", "gone.csv", "dangling.csv"],
    folder,
  );
  expect(files.map((file) => file.name)).toEqual(["p/a.csv"]);
  expect(problems.map(({ where, what }) => `${where}: ${what}`)).toEqual([
    "none/*.csv: no prompt set is there",
    "p/: this is a folder, not a prompt set",
    "gone.csv: no prompt set is there",
    "dangling.csv: no prompt set is there",
  ]);
  expect(problems[1]?.fix).toBe("Name the files in it, e.g. p/*.csv");
  expect((await findPromptFiles([], folder)).problems).toHaveLength(1);
});

test("finds files outside of the folder by relative and absolute patterns", async () => {
  const folder = await temporaryFolder({ "config/x": "", "sets/a.csv": "", "sets/b.csv": "" });
  const { files, problems } = await findPromptFiles(
    ["../sets/b.csv", "../sets/*.csv", `${folder}/sets/*.csv`],
    join(folder, "config"),
  );
  expect(problems).toEqual([]);
  expect(files.map((file) => file.name)).toEqual(["b.csv", "a.csv"]);
});

test("names files by their path inside the folder, outside by the shortest tail that no other has", () => {
  const names = (...paths: string[]) => namePromptFiles(paths, "/home/ada/here").map((file) => file.name);
  expect(names("/home/ada/here/p/a.csv", "/else/b.csv")).toEqual(["p/a.csv", "b.csv"]);
  expect(names("/else/1/a.csv", "/else/2/a.csv")).toEqual(["1/a.csv", "2/a.csv"]);
  expect(names("/home/ada/here/a.csv", "/else/a.csv")).toEqual(["a.csv", "else/a.csv"]);
  expect(names("/a.csv", "/else/a.csv")).toEqual(["a.csv", "else/a.csv"]);
  expect(names("/home/ada/here/..odd/a.csv", "/home/ada/hereafter/a.csv")).toEqual(["..odd/a.csv", "a.csv"]);
});

test.skipIf(process.platform === "win32")("refuses what cannot be read twice, and says how to pass it", async () => {
  const { files, problems } = await findPromptFiles(["/dev/null"], await temporaryFolder());
  expect(files).toEqual([]);
  expect(problems).toEqual([
    {
      where: "/dev/null",
      what: "this is a pipe or a device, which cannot be read twice",
      expected: "a file",
      fix: "Send it to standard input instead: --prompts - < /dev/null",
    },
  ]);
});
