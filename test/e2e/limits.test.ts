import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { scaledClock, systemClock, type Clock } from "../../src/core/clock.ts";
import { loadConfig, run } from "../../src/index.ts";
import { chatServer, completion, type ChatServer } from "../dispatch/support/chat-server.ts";
import { temporaryFolder } from "../support/folder.ts";
import { promptsCsv } from "../support/grid.ts";
import { readTable } from "../support/tables.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

interface Setting {
  readonly server: ChatServer;
  readonly prompts: number;
  /** Limits of each model. */
  readonly limits: readonly Readonly<Record<string, unknown>>[];
}

async function configOf({ server, prompts, limits }: Setting) {
  const models = limits.map((own, index) => ({
    name: `model ${index}`,
    model: `echo-${index}`,
    baseUrl: server.baseUrl,
    limits: { concurrency: 2, ...own },
    retry: { initialIntervalMs: 20, maximumIntervalMs: 200 },
  }));
  const folder = await temporaryFolder({
    "runner.config.json": { prompts: ["prompts.csv"], models },
    "prompts.csv": promptsCsv(prompts),
  });
  return loadConfig(join(folder, "runner.config.json"), { environment: {} });
}

/** For how long two models of 20 tasks each were sent requests at 240 a minute, in milliseconds of ten times the speed. */
async function sendingTime(...groups: readonly [string, string]): Promise<number> {
  const server = await chatServer(({ prompt }) => completion(`echo ${prompt}`));
  const config = await configOf({
    server,
    prompts: 20,
    limits: groups.map((group) => ({ group, requestsPerMinute: 240 })),
  });
  const clock = scaledClock(10);
  expect(await run(config, { environment: {}, clock }).finished).toMatchObject({ status: "complete", tasks: 40 });
  expect(server.requests).toHaveLength(40);
  return ((server.requests.at(-1)?.at ?? 0) - (server.requests[0]?.at ?? 0)) * 10;
}

test("models of one group share its requests per minute, models of two groups have them each", async () => {
  const shared = await sendingTime("a", "a");
  const apart = await sendingTime("a", "b");
  // 250 ms apart, 40 requests of one account take 39 gaps, 20 of each of two take 19.
  expect(shared).toBeGreaterThan(39 * 250 - 500);
  expect(apart).toBeGreaterThan(19 * 250 - 500);
  expect(apart).toBeLessThan(0.8 * shared);
});

test("when its window closes a run sends nothing more, and goes on by itself when it opens again", async () => {
  const scaled = scaledClock(600);
  let firstAt: number | null = null;
  // Two minutes before it closes, from the first request on: starting may take longer than that at this speed.
  const sinceFirst = () => (firstAt === null ? 0 : scaled.monotonic() - firstAt);
  const clock: Clock = { ...scaled, now: () => Date.UTC(2026, 0, 1, 22, 3) + sinceFirst() };
  const arrivals: number[] = [];
  const server = await chatServer(async ({ prompt }) => {
    firstAt ??= scaled.monotonic();
    arrivals.push(clock.now());
    await delay(10);
    return completion(`echo ${prompt}`);
  });
  const config = await configOf({ server, prompts: 120, limits: [{ between: "22:10-22:05 UTC" }] });
  const grid = run(config, { environment: {}, clock });
  const { lanes } = await grid.started;
  const held = (async () => {
    while (lanes[0]?.held === null) await delay(5);
    return lanes[0]?.held;
  })();
  const opensAt = Date.UTC(2026, 0, 1, 22, 10);
  expect(await held).toEqual({ kind: "window", until: opensAt });
  expect(await grid.finished).toMatchObject({ status: "complete", unsettled: 0 });
  expect(lanes[0]?.held).toBe(null);
  // What left in the last moment arrives a little later: 30 s of this clock are 50 ms.
  const closedAt = Date.UTC(2026, 0, 1, 22, 5) + 30_000;
  const before = arrivals.filter((at) => at < closedAt);
  const after = arrivals.filter((at) => at >= opensAt);
  expect(before.length).toBeGreaterThan(0);
  expect(after.length).toBeGreaterThan(0);
  expect([...before, ...after]).toHaveLength(120);
});

test("a quota counts every request of two runs, a repeated one and a resume: exactly so many in 24 hours", async () => {
  const server = await chatServer(({ prompt, attempt }) =>
    prompt.includes("数字 1。") && attempt === 1
      ? { status: 500, body: { error: { message: "try again" } } }
      : completion(`echo ${prompt}`),
  );
  const config = await configOf({ server, prompts: 10, limits: [{ requestsPerDay: 6 }] });
  let offset = 0;
  const clock: Clock = { ...systemClock, now: () => Date.now() + offset };
  /** Fills a run until it is complete or held, and says how many requests that took. */
  const fill = async (runId: string, limit: number | null = null) => {
    const before = server.requests.length;
    const abort = new AbortController();
    const selection = limit === null ? {} : { selection: { where: [], limit, sample: null, skipInvalid: false } };
    const grid = run(config, { runId, environment: {}, clock, signal: abort.signal, ...selection });
    const { lanes } = await grid.started;
    while (lanes.some(({ held, inFlight, done }) => !done && (held === null || inFlight > 0))) await delay(5);
    abort.abort("SIGINT");
    const { status, unsettled } = await grid.finished;
    return { status, unsettled, requests: server.requests.length - before };
  };
  // Three tasks, one of them asked twice.
  expect(await fill("first", 3)).toEqual({ status: "complete", unsettled: 0, requests: 4 });
  expect(await fill("second")).toEqual({ status: "interrupted", unsettled: 8, requests: 2 });
  expect(await fill("second")).toEqual({ status: "interrupted", unsettled: 8, requests: 0 });
  offset += DAY - MINUTE;
  expect(await fill("second")).toEqual({ status: "interrupted", unsettled: 8, requests: 0 });
  offset += 3 * MINUTE;
  expect(await fill("second")).toEqual({ status: "interrupted", unsettled: 2, requests: 6 });
  offset += DAY + 2 * MINUTE;
  expect(await fill("second")).toEqual({ status: "complete", unsettled: 0, requests: 2 });
  expect(server.requests).toHaveLength(14);
  const rows = await readTable(config.results, "second", "completions");
  expect(rows.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => "completed"));
});
