import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../src/cli/commands/all.ts";
import { bin, runBin } from "./support/spawn-bin.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

const manifest: { version: string } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

test.each([["--version"], ["-v"]])("%s prints the version and nothing else", async (flag) => {
  expect(await runBin([flag])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test("the version is printed without loading the command line, which may be missing altogether", async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, "dist"));
  await cp(bin, join(folder.path, "dist", "bin.js"));
  await writeFile(join(folder.path, "package.json"), '{ "type": "module", "version": "9.8.7" }');
  const alone = [join(folder.path, "dist", "bin.js"), "--version"];
  expect(execFileSync(process.execPath, alone, { encoding: "utf8" })).toBe("9.8.7\n");
});

test.each(installedNodes())("Node %s is told what is needed, or runs the command", async (version, node) => {
  const isNewEnough = Number(version.split(".")[0]) >= 24;
  const { code, stdout, stderr } = await runBin(["run", "--help"], { node });
  expect(code).toBe(isNewEnough ? 0 : 2);
  expect(stdout === "").toBe(!isNewEnough);
  expect(stderr).toBe(
    isNewEnough
      ? ""
      : `promptgrid needs Node 24 or newer, but this is Node ${version}.
Run it with a newer Node without installing one:
  npx -p node@24 -p promptgrid promptgrid run
or switch to one first:
  nvm install 24
`,
  );
});

test("help lists every command and what the exit codes mean", async () => {
  const { code, stdout, stderr } = await runBin(["--help"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const { usage } of commands) expect(stdout).toContain(`promptgrid ${usage}`);
  expect(stdout).toContain("promptgrid completion");
  expect(stdout).toMatch(/Exit codes:\n +0 .*\n +1 .*\n +2 .*\n +3 .*\n +4 .*\n +70 .*\n +130 /);
});

test.each(commands.map(({ name, optionNames }) => [name, optionNames] as const))(
  "%s has help with all its options and an example",
  async (name, optionNames) => {
    const { code, stdout, stderr } = await runBin([name, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const option of optionNames) expect(stdout).toContain(`--${option} `);
    expect(stdout).toMatch(/Examples:\n {2}promptgrid /);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
  },
);

test("a missing config is one line that says what to do, and exit 2", async () => {
  await using folder = await temporaryFolder();
  const { code, stdout, stderr } = await runBin(["run"], { cwd: folder.path });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(
    "runner.config.json: there is no such file (expected a config file). " +
      "Write one with `promptgrid init`, or name another with --config\n1 problem found\n",
  );
});

test.each(["bash", "zsh"])("the completion script for %s names the command", async (shell) => {
  const { code, stdout } = await runBin(["completion"], { environment: { SHELL: `/bin/${shell}` } });
  expect(code).toBe(0);
  expect(stdout).toContain(
    shell === "zsh" ? "compdef _promptgrid_yargs_completions promptgrid" : "complete -o bashdefault",
  );
});

test("completion knows commands and options", async () => {
  const environment = { SHELL: "/bin/bash" };
  const words = async (...line: string[]) =>
    (await runBin(["--get-yargs-completions", "promptgrid", ...line], { environment })).stdout.split("\n");
  expect(await words("r")).toEqual(expect.arrayContaining(["run", "resume", "runs"]));
  expect(await words("run", "--sim")).toEqual(expect.arrayContaining(["--simulate", "--simulate-fault"]));
});

/** Version and path of every distinct node on the PATH, and of the one of the tests. */
function installedNodes(): (readonly [version: string, node: string])[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const nodes = folders.map((folder) => join(folder, "node")).filter((node) => existsSync(node));
  return [...new Set([process.execPath, ...nodes.map((node) => realpathSync(node))])].map((node) => [
    execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).trim(),
    node,
  ]);
}
