import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { loadConfig, run, type Config } from "../../src/index.ts";
import { chatServer, completion, type ChatRequest, type ChatServer } from "../dispatch/support/chat-server.ts";
import { runPromptgrid } from "../support/command.ts";
import { temporaryFolder } from "../support/folder.ts";
import { promptsCsv } from "../support/grid.ts";
import { readTable, stableCompletions } from "../support/tables.ts";

const PROMPTS = 80;
const CONCURRENCY = 4;
const environment = { GOOD_KEY: "sk-good-0123456789", BAD_KEY: "sk-bad-0123456789" };

/** An endpoint that answers after 5 ms, and closes with everything under way once it was asked `requests` times. */
async function dyingServer(requests: number, port = 0): Promise<ChatServer> {
  let asked = 0;
  const server: ChatServer = await chatServer(async (request) => {
    asked += 1;
    if (asked > requests) {
      server.close();
      return null;
    }
    return await answer(request);
  }, port);
  return server;
}

async function answer({ prompt }: ChatRequest) {
  await delay(5);
  return completion(`echo ${prompt}`);
}

/** A folder with a config of one model that has these endpoints. */
function folderOf(endpoints: readonly Readonly<Record<string, unknown>>[]): Promise<string> {
  const model = {
    name: "model",
    model: "echo",
    endpoints,
    limits: { concurrency: CONCURRENCY },
    retry: { initialIntervalMs: 20, maximumIntervalMs: 200 },
  };
  return temporaryFolder({
    "runner.config.json": { prompts: ["prompts.csv"], models: [model] },
    "prompts.csv": promptsCsv(PROMPTS),
  });
}

function configIn(folder: string): Promise<Config> {
  return loadConfig(join(folder, "runner.config.json"), { environment });
}

function promptsAskedOf(server: ChatServer): string[] {
  return server.requests.map(({ prompt }) => prompt);
}

test("an endpoint that dies midway is left out; nothing is lost, or asked twice but what it had in flight", async () => {
  const [dying, alive] = await Promise.all([dyingServer(20), chatServer(answer)]);
  const folder = await folderOf([{ baseUrl: dying.baseUrl }, { baseUrl: alive.baseUrl }]);
  const config = await configIn(folder);
  const grid = run(config, { runId: "r", environment });
  const { lanes } = await grid.started;
  expect(await grid.finished).toMatchObject({ status: "complete", exitCode: 0, unsettled: 0 });
  expect(lanes[0]?.leftOut.map(({ endpoint }) => endpoint)).toEqual([dying.baseUrl]);
  const rows = await readTable(config.results, "r", "completions");
  expect(rows.map(({ status }) => status)).toEqual(Array.from({ length: PROMPTS }, () => "completed"));
  const [before, after] = [promptsAskedOf(dying), promptsAskedOf(alive)];
  expect(new Set([...before, ...after]).size).toBe(PROMPTS);
  expect(new Set(after).size).toBe(after.length);
  expect(before.length + after.length - PROMPTS).toBeLessThanOrEqual(CONCURRENCY);
});

test("when every endpoint has died the run exits 3, and resuming with them back gives the undisturbed run's tables", async () => {
  const servers = await Promise.all([dyingServer(20), dyingServer(15)]);
  const cwd = await folderOf(servers.map(({ baseUrl }) => ({ baseUrl })));
  const command = (...args: readonly string[]) => runPromptgrid(args, { cwd });
  const stopped = await command("run", "--run-id", "broken");
  expect(stopped.exitCode).toBe(3);
  expect(stopped.stdout).toContain("no_endpoint_left");
  for (const { baseUrl } of servers) expect(stopped.stdout).toContain(baseUrl);
  const settled = (await readTable(join(cwd, "results"), "broken", "completions")).filter(
    ({ status }) => status !== "cancelled",
  );
  expect(settled.length).toBeGreaterThan(15);
  expect(settled.every(({ status }) => status === "completed")).toBe(true);

  const back = await Promise.all(servers.map(({ baseUrl }) => chatServer(answer, Number(new URL(baseUrl).port))));
  expect((await command("resume", "broken")).exitCode).toBe(0);
  expect(back.flatMap(promptsAskedOf)).toHaveLength(PROMPTS - settled.length);
  expect((await command("run", "--run-id", "healthy")).exitCode).toBe(0);
  const results = join(cwd, "results");
  expect(await stableCompletions(results, "broken")).toEqual(await stableCompletions(results, "healthy"));
  const [broken, healthy] = ["broken", "healthy"].map((runId) => readFile(join(results, runId, "comparison.csv")));
  expect(await broken).toEqual(await healthy);
}, 30_000);

test("one bad key of two is left out after what was in flight with it, and the good one answers everything", async () => {
  const isBad = ({ authorization = "" }: ChatRequest) => authorization.includes(environment.BAD_KEY);
  const server = await chatServer((request) =>
    isBad(request) ? { status: 401, body: { error: { message: "invalid key" } } } : answer(request),
  );
  const { baseUrl } = server;
  const cwd = await folderOf([
    { baseUrl, apiKeyEnv: "BAD_KEY" },
    { baseUrl, apiKeyEnv: "GOOD_KEY" },
  ]);
  const ended = await runPromptgrid(["run", "--run-id", "r", "--json"], { cwd, environment });
  expect(ended.exitCode).toBe(0);
  expect(server.requests.filter(isBad).length).toBeLessThanOrEqual(CONCURRENCY);
  expect(server.requests.filter((request) => !isBad(request))).toHaveLength(PROMPTS);
  expect(ended.stdout + ended.stderr).not.toContain("0123456789");
  const events = ended.stdout
    .trimEnd()
    .split("\n")
    .map((line): { readonly event?: string } => JSON.parse(line));
  expect(events.filter(({ event }) => event === "endpoint.leftOut")).toMatchObject([
    { model: "model", endpoint: `${baseUrl} with BAD_KEY` },
  ]);
});

test("each endpoint has its own quota: the run sends exactly the sum of them, and is held until they are free again", async () => {
  const servers = await Promise.all([chatServer(answer), chatServer(answer)]);
  const quotas = [17, 30];
  const folder = await folderOf(
    servers.map(({ baseUrl }, index) => ({ baseUrl, limits: { requestsPerDay: quotas[index] } })),
  );
  const abort = new AbortController();
  const grid = run(await configIn(folder), { environment, signal: abort.signal });
  const { lanes } = await grid.started;
  while (lanes.some(({ held, inFlight }) => held === null || inFlight > 0)) await delay(5);
  abort.abort("SIGINT");
  expect(await grid.finished).toMatchObject({ status: "interrupted", unsettled: PROMPTS - 47 });
  expect(servers.map(({ requests }) => requests.length)).toEqual(quotas);
});
