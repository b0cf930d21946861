import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { StoredRecords } from "../support/stored-records.ts";
import { runPromptgrid } from "../support/command.ts";
import { temporaryFolder } from "../support/folder.ts";
import { readTable } from "../support/tables.ts";

const CSV = `id,prompt,answer,lang,human
sum,What is 2+2?,4,en,yes
capital,法国的首都是哪里？,巴黎,zh,对
open,Say something,,en,
`;

const MODULE = `export default (record, { promptId }) => {
  if (promptId === "capital") throw new Error("no idea");
  return { value: record.text.length > 3, reason: "by length" };
};`;

function config(fields: Record<string, unknown> = {}) {
  const model = {
    baseUrl: "http://127.0.0.1:9/v1",
    params: { max_tokens: 200 },
    price: { input: 0, output: 0 },
    retry: { maximumAttempts: 1 },
  };
  return {
    prompts: ["prompts.csv"],
    models: [
      { name: "Qwen", model: "qwen2.5-7b-instruct", ...model },
      { name: "Claude", model: "claude-sonnet-5-5", ...model },
    ],
    scorers: [
      { name: "right", type: "contains", column: "answer" },
      { name: "mine", type: "module", path: "mine.ts" },
    ],
    ...fields,
  };
}

async function scoredRun(files: Record<string, unknown> = {}, args: readonly string[] = ["--simulate"]) {
  const folder = await temporaryFolder({
    "runner.config.json": config(),
    "prompts.csv": CSV,
    "mine.ts": MODULE,
    ...files,
  });
  const ran = await runPromptgrid(["run", "--run-id", "r1", ...args], { cwd: folder });
  return { folder, results: join(folder, "results"), ran };
}

test("a run scores what it completed: columns in the tables, means in the summary, reasons in the store", async () => {
  const { results, ran } = await scoredRun();
  expect([ran.exitCode, ran.stderr]).toEqual([0, expect.not.stringContaining("Error")]);
  expect(ran.stdout).toMatch(/score +model +mean +95 % interval +scored +missing +errors/);

  const completions = await readTable(results, "r1", "completions");
  const scores = completions.map((row) => [row["prompt_id"], row["model"], row["score.right"], row["score.mine"]]);
  expect(scores.filter(([, model]) => model === "Qwen")).toEqual([
    ["sum", "Qwen", "1", "0"],
    ["capital", "Qwen", "1", ""],
    ["open", "Qwen", "", "1"],
  ]);
  const headings = Object.keys(completions[0] ?? {});
  const at = headings.indexOf("score.right");
  expect(headings.slice(at - 1, at + 3)).toEqual(["started_at", "score.right", "score.mine", "input.id"]);
  expect((await readTable(results, "r1", "usage"))[0]).toMatchObject({
    "score.right.mean": "1",
    "score.right.scored": "2",
    "score.right.missing": "1",
    "score.mine.mean": "0.5",
  });
});

test("a failed completion has no score, and is counted as missing", async () => {
  // Nothing listens on port 9 of this machine.
  const { results, ran } = await scoredRun({}, []);
  expect(ran.exitCode).toBe(3);
  const completions = await readTable(results, "r1", "completions");
  expect(new Set(completions.map((row) => row["status"]))).toEqual(new Set(["failed"]));
  expect(new Set(completions.map((row) => row["score.right"]))).toEqual(new Set([""]));
  expect((await readTable(results, "r1", "usage"))[0]).toMatchObject({
    "score.right.mean": "",
    "score.right.scored": "0",
    "score.right.missing": "3",
  });
});

test("scoring again by the same scorers does nothing, and gives errors another chance", async () => {
  const { folder, results } = await scoredRun();
  const before = await readFile(join(results, "r1", "completions.csv"), "utf8");
  const again = await runPromptgrid(["score", "r1"], { cwd: folder });
  expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining("Run r1: 0 new scores")]);
  expect(await readFile(join(results, "r1", "completions.csv"), "utf8")).toBe(before);
});

test("other scorers add to history, in the tables they take their place, and no request is sent", async () => {
  const { folder, results } = await scoredRun();
  await writeFile(join(folder, "mine.ts"), "export default () => 0.25;");
  const wider = { name: "right", type: "similarity", metric: "chrf", column: "answer" };
  await writeFile(
    join(folder, "other.json"),
    JSON.stringify([wider, { name: "mine", type: "module", path: "mine.ts" }]),
  );
  const scored = await runPromptgrid(["score", "r1", "--scorers", "other.json", "--json"], { cwd: folder });
  expect(scored.exitCode).toBe(0);
  expect(JSON.parse(scored.stdout)).toMatchObject({ runId: "r1", added: 12 });
  const completions = await readTable(results, "r1", "completions");
  expect(new Set(completions.map((row) => row["score.mine"]))).toEqual(new Set(["0.25"]));
  using stored = new StoredRecords(results);
  expect(stored.count("r1")).toBe(6);
  expect(stored.faults()).toEqual([]);
});

test("show prints of each answer what the scorers said, and why", async () => {
  const { folder } = await scoredRun();
  const { stdout } = await runPromptgrid(["show", "r1", "capital"], { cwd: folder });
  expect(stdout).toContain("  score right: 1\n  score mine: failed, threw Error: no idea");
  const json = await runPromptgrid(["show", "r1", "open", "--json"], { cwd: folder });
  expect(JSON.parse(json.stdout)).toMatchObject({
    records: [
      {
        scores: [
          { scorer: "right", kind: "unscored", reason: "the column answer is empty" },
          { scorer: "mine", kind: "scored", value: 1, reason: "by length" },
        ],
      },
      {},
    ],
  });
});

test("slices and agreement with human labels are shown", async () => {
  const { folder } = await scoredRun();
  const words = ["score", "r1", "--scorers", "right", "--by", "lang", "--labels", "human"];
  const { exitCode, stdout } = await runPromptgrid(words, { cwd: folder });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/right +zh +Qwen +1 +\S+ to 1 +1 +0/);
  expect(stdout).toMatch(/right +en +Qwen +1 +\S+ to 1 +1 +1/);
  expect(stdout).toContain("Agreement with the labels in human:");
  expect(stdout).toMatch(/right +Qwen +2 +1 /);
});

test("everything that is wrong with scorers is said before a request is sent", async () => {
  const scorers = [
    { name: "a", type: "exact", column: "answr" },
    { name: "b", type: "number", column: "answer" },
  ];
  const wrong = await scoredRun({ "runner.config.json": config({ scorers }) });
  expect(wrong.ran.exitCode).toBe(2);
  expect(wrong.ran.stderr).toContain(
    "prompts.csv: has no column answr, which the scorer a needs (expected one of id, prompt, answer, lang, human)",
  );
  const cells = await scoredRun({ "runner.config.json": config({ scorers: scorers.slice(1) }) });
  expect(cells.ran.exitCode).toBe(2);
  expect(cells.ran.stderr).toContain(
    'prompts.csv:3: the column answer holds no number (found "巴黎", expected a number)',
  );
  const module = [{ name: "m", type: "module", path: "nowhere.ts" }];
  const missing = await scoredRun({ "runner.config.json": config({ scorers: module }) });
  expect(missing.ran.exitCode).toBe(2);
  expect(missing.ran.stderr).toContain("runner.config.json: scorers[0].path: names a file that is not there");
});

test.each([
  [["--scorers", "nope"], "--scorers: is neither a file nor a scorer of the run"],
  [["--by", "nope"], "is no column of the run's prompts"],
  [["--labels", "nope"], "is no column of the run's prompts"],
])("score %j is refused", async (args, message) => {
  const { folder } = await scoredRun();
  const { exitCode, stderr } = await runPromptgrid(["score", "r1", ...args], { cwd: folder });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
});
