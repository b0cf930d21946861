import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { expect, it } from "vitest";
import { runPromptgrid } from "../support/command.ts";
import { temporaryFolder } from "../support/folder.ts";

function table(count: number, wrong: number): string {
  const rows = Array.from({ length: count }, (_, index) =>
    [`p${index}`, "v1", "qwen", 1, "completed", `answer ${index}`, index < wrong ? 0 : 1].join(","),
  );
  return ["prompt_id,template,model,repeat,status,completion,score.right", ...rows, ""].join("\n");
}

function folder(count: number, wrong: number): Promise<string> {
  return temporaryFolder({ "before.csv": table(count, 0), "after.csv": table(count, wrong) });
}

const COMPARE = ["compare", "before.csv", "after.csv"];

it("under GitHub Actions a failed gate is annotated, summed up and written as JUnit XML", async () => {
  const cwd = await folder(400, 40);
  const environment = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: join(cwd, "summary.md") };
  await writeFile(environment.GITHUB_STEP_SUMMARY, "# Before\n");
  const { exitCode, stdout } = await runPromptgrid([...COMPARE, "--gate", "--junit", "reports/gate.xml"], {
    cwd,
    environment,
  });
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^::error title=Gate failed%3A qwen \/ v1%3A score\.right::-10 pp, at best/m);
  const summary = await readFile(environment.GITHUB_STEP_SUMMARY, "utf8");
  expect(summary).toMatch(/^# Before\n## Comparison\n\n\*\*Gate: FAIL\*\*/);
  expect(summary).toContain("<details><summary>score.right: 0 better, 40 worse</summary>");
  const xml = await readFile(join(cwd, "reports", "gate.xml"), "utf8");
  expect(XMLValidator.validate(xml)).toBe(true);
  expect(xml).toContain("Worse: p0, p1, ");
}, 30_000);

it("JSON on standard output stays JSON: annotations go to standard error", async () => {
  const cwd = await folder(400, 40);
  const { stdout, stderr } = await runPromptgrid([...COMPARE, "--gate", "--format", "json"], {
    cwd,
    environment: { GITHUB_ACTIONS: "true" },
  });
  expect(JSON.parse(stdout)).toMatchObject({ gate: { verdict: "fail" } });
  expect(stderr).toMatch(/^::error /);
}, 30_000);

it("a JUnit file that cannot be written is refused before anything is compared or sent", async () => {
  const cwd = await folder(40, 0);
  await mkdir(join(cwd, "taken"));
  const refused = async (junit: string) => runPromptgrid([...COMPARE, "--gate", "--junit", junit], { cwd });
  expect(await refused("taken")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--junit: is a folder"),
  });
  expect(await refused("before.csv/gate.xml")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(/--junit: cannot be written \(found before\.csv\/gate\.xml \((?:ENOTDIR|EEXIST)\)\)/),
  });
  const idle = await runPromptgrid([...COMPARE, "--junit", "gate.xml"], { cwd });
  expect(idle).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--junit: there is nothing to judge") });
}, 30_000);

it("a job summary that cannot be written is a warning, and one that is full is left as it is", async () => {
  const cwd = await folder(400, 0);
  const summarize = (path: string) =>
    runPromptgrid([...COMPARE, "--gate"], { cwd, environment: { GITHUB_STEP_SUMMARY: path } });
  const unwritable = await summarize(cwd);
  expect([unwritable.exitCode, unwritable.stderr]).toEqual([
    0,
    expect.stringMatching(/^warning: the job summary could not be written: EISDIR/),
  ]);
  const full = join(cwd, "full.md");
  await writeFile(full, "x".repeat(2 ** 20 - 10));
  expect((await summarize(full)).exitCode).toBe(0);
  expect((await stat(full)).size).toBe(2 ** 20 - 10);
}, 30_000);
