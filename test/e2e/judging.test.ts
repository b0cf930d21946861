import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { startSimulator, type Simulator } from "../../src/simulator/simulator.ts";
import type { SimulatorOptions } from "../../src/simulator/options.ts";
import { runPromptgrid, spawnPromptgrid } from "../support/command.ts";
import { temporaryFolder } from "../support/folder.ts";
import { StoredRecords } from "../support/stored-records.ts";
import { readTable } from "../support/tables.ts";
import { watchSimulator } from "../support/watch.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const keys = { MODEL_KEY: "model-key-1", JUDGE_KEY: "judge-key-1" };
const price = { input: 1, output: 2 };

interface Folder {
  readonly url: string;
  readonly judgeUrl?: string;
  readonly prompts?: number;
  readonly concurrency?: number;
  readonly scorers?: readonly object[];
}

const rubric = "Is it right? The language is {{lang}}.";
const good = { name: "good", type: "judge", model: "Judge", rubric, reference: "answer" };
const duel = { name: "duel", type: "pairwise", model: "Judge", models: ["A", "B"] };

function folderOf({ url, judgeUrl = url, prompts = 5, concurrency = 8, scorers = [good] }: Folder): Promise<string> {
  const endpoint = {
    baseUrl: `${url}/generic/v1`,
    apiKeyEnv: "MODEL_KEY",
    price,
    params: { max_tokens: 100 },
    retry: { maximumAttempts: 1 },
  };
  const rows = Array.from({ length: prompts }, (_, index) => `p${index},What is ${index}+2?,${index + 2},en`);
  return temporaryFolder({
    "runner.config.json": {
      prompts: ["prompts.csv"],
      models: [
        { name: "A", model: "model-a", ...endpoint },
        { name: "B", model: "model-b", ...endpoint },
      ],
      judges: [
        {
          ...endpoint,
          name: "Judge",
          model: "judge-1",
          baseUrl: `${judgeUrl}/generic/v1`,
          apiKeyEnv: "JUDGE_KEY",
          limits: { concurrency },
        },
      ],
      scorers,
    },
    "prompts.csv": `id,prompt,answer,lang\n${rows.join("\n")}\n`,
  });
}

async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ countPrompts: true, ...options });
  closing.push(() => simulator.close());
  return simulator;
}

/** Answers every judge's question with one text, as an OpenAI-compatible server. */
async function judgeThatSays(text: string): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      asked += 1;
      response.setHeader("content-type", "application/json");
      const message = { role: "assistant", content: text };
      const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
      response.end(
        JSON.stringify({ id: "x", model: "judge-1", choices: [{ index: 0, message, finish_reason: "stop" }], usage }),
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, asked: () => asked };
}

const askedOf = (simulator: Simulator, model: string) =>
  simulator.statistics().models[`generic/${model}`]?.received ?? 0;

test("a run asks its judge after its models, counts it apart, and scoring again asks nothing", async () => {
  const simulator = await simulate();
  const cwd = await folderOf({ url: simulator.url, scorers: [good, duel] });
  const ran = await runPromptgrid(["run", "--run-id", "r"], { cwd, environment: keys });
  expect([ran.exitCode, ran.stderr]).toEqual([0, expect.not.stringContaining("Error")]);
  expect(ran.stdout).toMatch(/good +Judge +10 +10 +0 +0 +0 +0 /);
  expect(ran.stdout).toContain("duel: the order changed the verdict of 0 of 5 pairs (0.0 %)");
  expect(askedOf(simulator, "judge-1")).toBe(10 + 2 * 5);

  const results = join(cwd, "results");
  const completions = await readTable(results, "r", "completions");
  for (const row of completions) {
    const isRight = row["completion"]?.includes(row["input.answer"] ?? "?") === true;
    expect(row["score.good"]).toBe(isRight ? "1" : "0");
  }
  expect(completions.filter((row) => row["score.duel"] !== "").map((row) => row["model"])).toEqual(Array(5).fill("A"));
  const usage = await readTable(results, "r", "usage");
  expect(usage.map((row) => [row["model"], row["tasks"]])).toEqual([
    ["A", "5"],
    ["B", "5"],
  ]);
  const judged = await readTable(results, "r.judge-1", "usage");
  expect(judged).toMatchObject([{ model: "Judge", tasks: "10", completed: "10" }]);
  const tokens = [...usage, ...judged, ...(await readTable(results, "r.judge-2", "usage"))];
  const { promptTokens, completionTokens } = simulator.statistics();
  expect(tokens.reduce((sum, row) => sum + Number(row["total_tokens"]), 0)).toBe(promptTokens + completionTokens);

  const again = await runPromptgrid(["score", "r"], { cwd, environment: keys });
  expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining("Run r: 0 new scores")]);
  expect(askedOf(simulator, "judge-1")).toBe(20);
  const listed = await runPromptgrid(["runs"], { cwd });
  expect(listed.stdout).toContain("judges good of r");
  const latest = await runPromptgrid(["show", "latest", "--json"], { cwd });
  expect(JSON.parse(latest.stdout)).toMatchObject({ id: "r" });
});

test.each(["score", "resume"])(
  "after kill -9 in the middle of judging, %s asks only what is missing",
  async (command) => {
    const simulator = await simulate({ latencyOf: { "judge-1": { medianMs: 40 } } });
    const cwd = await folderOf({ url: simulator.url, prompts: 60, concurrency: 4 });
    const running = spawnPromptgrid(["run", "--run-id", "r", "--quiet"], { cwd, environment: keys });
    await watchSimulator(simulator, ({ models }) => (models["generic/judge-1"]?.answered ?? 0) >= 30);
    running.child.kill("SIGKILL");
    expect(await once(running.child, "exit")).toEqual([null, "SIGKILL"]);
    await watchSimulator(simulator, ({ inFlight }) => inFlight === 0);
    const sent = askedOf(simulator, "judge-1");
    const durable = (() => {
      using stored = new StoredRecords(join(cwd, "results"));
      return stored.count("r.judge-1");
    })();
    expect(durable).toBeGreaterThan(0);
    expect(durable).toBeLessThan(120);

    const finished = await runPromptgrid([command, "r"], { cwd, environment: keys });
    expect([finished.exitCode, finished.stderr]).toEqual([0, expect.not.stringContaining("Error")]);
    expect(askedOf(simulator, "judge-1")).toBe(sent + 120 - durable);
    expect(askedOf(simulator, "model-a") + askedOf(simulator, "model-b")).toBe(120);
    const scores = (await readTable(join(cwd, "results"), "r", "completions")).map((row) => row["score.good"]);
    expect(scores.every((score) => score === "0" || score === "1")).toBe(true);
    const runs = await runPromptgrid(["runs"], { cwd });
    expect(runs.stdout).toMatch(/^r +complete/m);
  },
);

test("a judge that is refused leaves scores missing, exit code 3, and is asked the rest with another key", async () => {
  const simulator = await simulate({ apiKeys: Object.values(keys) });
  const cwd = await folderOf({ url: simulator.url });
  const environment = { ...keys, JUDGE_KEY: "judge-key-0" };
  const ran = await runPromptgrid(["run", "--run-id", "r"], { cwd, environment });
  expect(ran.exitCode).toBe(3);
  expect(ran.stdout).toContain("10 questions to judges not answered. Go on with: promptgrid resume r");
  const rescored = await runPromptgrid(["score", "r"], { cwd, environment });
  expect([rescored.exitCode, rescored.stdout]).toEqual([3, expect.stringContaining("promptgrid score r")]);
  const resumed = await runPromptgrid(["resume"], { cwd, environment: keys });
  expect([resumed.exitCode, resumed.stdout]).toEqual([0, expect.stringContaining("Run r: complete")]);
  expect((await readTable(join(cwd, "results"), "r", "usage"))[0]).toMatchObject({ "score.good.scored": "5" });
});

test("completions that come later are judged alone", async () => {
  const simulator = await simulate({ faults: [{ fault: "any/server-error", model: "model-b", firstAttempts: 1 }] });
  const cwd = await folderOf({ url: simulator.url });
  const ran = await runPromptgrid(["run", "--run-id", "r", "--no-breaker"], { cwd, environment: keys });
  expect(ran.exitCode).toBe(3);
  expect(askedOf(simulator, "judge-1")).toBe(5);
  const resumed = await runPromptgrid(["resume", "r", "--retry-failed"], { cwd, environment: keys });
  expect(resumed.exitCode).toBe(0);
  expect(askedOf(simulator, "judge-1")).toBe(10);
});

test("without the judge's key nothing is sent at all", async () => {
  const simulator = await simulate();
  const cwd = await folderOf({ url: simulator.url });
  const environment = { MODEL_KEY: keys.MODEL_KEY };
  const ran = await runPromptgrid(["run"], { cwd, environment });
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining("JUDGE_KEY is not set")]);
  expect(simulator.statistics().received).toBe(0);
});

test("a judge that always prefers the first answer gives ties, and its bias is told", async () => {
  const simulator = await simulate();
  const judge = await judgeThatSays('{"reasoning": "The first.", "better": "A"}');
  const cwd = await folderOf({ url: simulator.url, judgeUrl: judge.url, scorers: [duel] });
  const ran = await runPromptgrid(["run", "--run-id", "r"], { cwd, environment: keys });
  expect(ran.exitCode).toBe(0);
  expect(ran.stdout).toContain(
    "duel: the order changed the verdict of 5 of 5 pairs (100.0 %); 100.0 % of the preferences were for the answer shown first",
  );
  const completions = await readTable(join(cwd, "results"), "r", "completions");
  expect(completions.map((row) => row["score.duel"])).toEqual(
    completions.map(({ model }) => (model === "A" ? "0.5" : "")),
  );
});

test("an answer without a verdict is no score, is counted, and is not asked again", async () => {
  const simulator = await simulate();
  const judge = await judgeThatSays("It depends on {{answer}}.");
  const cwd = await folderOf({ url: simulator.url, judgeUrl: judge.url });
  const ran = await runPromptgrid(["run", "--run-id", "r"], { cwd, environment: keys });
  expect(ran.exitCode).toBe(0);
  expect(ran.stdout).toMatch(/good +Judge +10 +10 +0 +0 +0 +10 /);
  expect(ran.stdout).toMatch(/good +A +– +– +0 +5/);
  const again = await runPromptgrid(["score", "r"], { cwd, environment: keys });
  expect([again.exitCode, judge.asked()]).toEqual([0, 10]);
});

test("one budget covers a run and its judges", async () => {
  const simulator = await simulate();
  const cwd = await folderOf({ url: simulator.url, prompts: 20 });
  const cap = 0.006;
  const ran = await runPromptgrid(["run", "--run-id", "r", "--max-cost", String(cap)], { cwd, environment: keys });
  expect(ran.exitCode).toBe(3);
  const spent = () => {
    const { promptTokens, completionTokens } = simulator.statistics();
    return (promptTokens * price.input + completionTokens * price.output) / 1e6;
  };
  expect(spent()).toBeLessThanOrEqual(cap);
  expect(askedOf(simulator, "judge-1")).toBeGreaterThan(5);
  expect(askedOf(simulator, "judge-1")).toBeLessThan(40);
  const resumed = await runPromptgrid(["resume", "r", "--max-cost", "1"], { cwd, environment: keys });
  expect(resumed.exitCode).toBe(0);
  expect(askedOf(simulator, "judge-1")).toBe(40);
});

test("an interrupt in the middle of judging ends the run resumable, with what was judged in the tables", async () => {
  const simulator = await simulate({ latencyOf: { "judge-1": { medianMs: 40 } } });
  const cwd = await folderOf({ url: simulator.url, prompts: 40, concurrency: 2 });
  const running = spawnPromptgrid(["run", "--run-id", "r", "--quiet"], { cwd, environment: keys });
  await watchSimulator(simulator, ({ models }) => (models["generic/judge-1"]?.answered ?? 0) >= 10);
  running.child.kill("SIGINT");
  const { exitCode, stderr } = await running.finished;
  expect([exitCode, stderr]).toEqual([130, expect.stringContaining("interrupted by SIGINT")]);
  const judged = (await readTable(join(cwd, "results"), "r", "completions")).filter((row) => row["score.good"] !== "");
  expect(judged).toHaveLength(askedOf(simulator, "judge-1"));
  const resumed = await runPromptgrid(["resume", "--quiet"], { cwd, environment: keys });
  expect([resumed.exitCode, askedOf(simulator, "judge-1")]).toEqual([0, 80]);
});

test("a simulated run simulates its judge: no key is needed, and nothing is sent elsewhere", async () => {
  const simulator = await simulate();
  const cwd = await folderOf({ url: simulator.url, scorers: [good, duel] });
  const ran = await runPromptgrid(["run", "--simulate", "--run-id", "r"], { cwd });
  expect([ran.exitCode, ran.stdout]).toEqual([0, expect.stringMatching(/good +Judge +10 +10 /)]);
  expect(simulator.statistics().received).toBe(0);
});

test("scorers from another file find their judge in the run, or bring one along", async () => {
  const simulator = await simulate();
  const cwd = await folderOf({ url: simulator.url });
  await runPromptgrid(["run", "--run-id", "r"], { cwd, environment: keys });
  const verdict = { name: "verdict", type: "judge", rubric: "Right?", labels: { right: 1, wrong: 0 } };
  const other = { name: "Other", model: "judge-2", baseUrl: `${simulator.url}/generic/v1`, apiKeyEnv: "JUDGE_KEY" };
  await writeFile(join(cwd, "own.json"), JSON.stringify([{ ...verdict, model: "Judge" }]));
  await writeFile(
    join(cwd, "other.json"),
    JSON.stringify({ models: [other], scorers: [{ ...verdict, name: "second", model: "Other" }] }),
  );
  const own = await runPromptgrid(["score", "r", "--scorers", "own.json"], { cwd, environment: keys });
  expect([own.exitCode, own.stdout]).toEqual([0, expect.stringContaining("Run r: 10 new scores")]);
  const keyless = await runPromptgrid(["score", "r", "--scorers", "other.json"], { cwd });
  expect([keyless.exitCode, keyless.stderr]).toEqual([2, expect.stringContaining("JUDGE_KEY is not set")]);
  const brought = await runPromptgrid(["score", "r", "--scorers", "other.json"], { cwd, environment: keys });
  expect([brought.exitCode, askedOf(simulator, "judge-1"), askedOf(simulator, "judge-2")]).toEqual([0, 20, 10]);
});
