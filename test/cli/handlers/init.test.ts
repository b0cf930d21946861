import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { execute } from "../../../src/cli/execute.ts";
import { loadConfig } from "../../../src/config/load-config.ts";
import { memoryContext } from "../support/memory-context.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("it writes a config that loads, prompts and an example of the keys", async () => {
  await using folder = await temporaryFolder();
  const context = memoryContext({ directory: folder.path });
  expect(await execute(["init", "evaluation"], context)).toBe(0);
  const target = join(folder.path, "evaluation");
  expect((await readdir(target, { recursive: true })).sort()).toEqual([
    ".env.example",
    "prompts",
    "prompts/sample.csv",
    "runner.config.json",
  ]);
  const config = await loadConfig(undefined, { cwd: target, environment: {}, simulate: true });
  const example = await readFile(join(target, ".env.example"), "utf8");
  expect(config.models.length).toBeGreaterThan(1);
  for (const { apiKeyEnv } of config.models) expect(example).toContain(`${apiKeyEnv}=\n`);
  expect(context.printed("stdout")).toContain("cd evaluation && promptgrid run --simulate");
});

test("it overwrites nothing, names every file in the way, and then writes none", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "runner.config.json"), "mine");
  await writeFile(join(folder.path, ".env.example"), "mine");
  const context = memoryContext({ directory: folder.path });
  expect(await execute(["init"], context)).toBe(2);
  expect(context.printed("stderr")).toMatch(
    /runner\.config\.json: is there already.*\n.*\.env\.example: is there already/,
  );
  expect((await readdir(folder.path)).sort()).toEqual([".env.example", "runner.config.json"]);
  expect(await readFile(join(folder.path, "runner.config.json"), "utf8")).toBe("mine");
});

test("a folder that cannot be written to is a problem of the user's, not a defect", async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "file"), "");
  const context = memoryContext({ directory: folder.path });
  expect(await execute(["init", "file/inside"], context)).toBe(2);
  expect(context.printed("stderr")).toMatch(
    /runner\.config\.json: cannot be written \(found ENOTDIR.*\)\. Choose a folder/,
  );
});
