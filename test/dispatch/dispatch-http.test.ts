import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { chatServer, completion } from "./support/chat-server.ts";
import { dispatchHttp } from "./support/dispatch-http.ts";

const finished = { kind: "finished" };

test("three models fill their columns at once, each within its own concurrency, each prompt asked once", async () => {
  const server = await chatServer(async ({ prompt }) => {
    await delay(80);
    return completion(`echo ${prompt}`);
  });
  const concurrency = { a: 1, b: 7, c: 32 };
  const lanes = Object.entries(concurrency).map(([name, limit]) => ({
    name,
    baseUrl: server.baseUrl,
    tasks: 10 * limit,
    limits: { concurrency: limit },
  }));
  const { ends, records } = dispatchHttp(1, lanes);
  expect((await ends).ends).toEqual([finished, finished, finished]);
  expect(Object.fromEntries(server.maximumInFlight)).toEqual(concurrency);
  expect(server.requests).toHaveLength(400);
  for (const [index, { tasks }] of lanes.entries()) {
    const answers = records[index]?.toSorted((one, other) => one.cell - other.cell) ?? [];
    expect(answers.map(({ outcome }) => (outcome.kind === "completed" ? outcome.text : outcome))).toEqual(
      Array.from({ length: tasks }, (_, cell) => `echo ${cell}`),
    );
    expect(answers.every(({ usage }) => usage.kind === "reported" && usage.totalTokens === 7)).toBe(true);
  }
});

test("a 429 with Retry-After silences every lane of the account for that long, and no other", async () => {
  const server = await chatServer(({ model, prompt, attempt }) => {
    if (model === "limited" && prompt === "5" && attempt === 1) {
      return { status: 429, headers: { "retry-after": "120" }, body: { error: { message: "slow down" } } };
    }
    return completion(prompt);
  });
  const speed = 400;
  const { ends, records } = dispatchHttp(speed, [
    { name: "limited", baseUrl: server.baseUrl, tasks: 20, accountKey: "shared", limits: { concurrency: 1 } },
    { name: "sibling", baseUrl: server.baseUrl, tasks: 400, accountKey: "shared", limits: { concurrency: 1 } },
    { name: "stranger", baseUrl: server.baseUrl, tasks: 600, limits: { concurrency: 1 } },
  ]);
  expect((await ends).ends).toEqual([finished, finished, finished]);
  const limitedAt = server.requests.find(({ model, prompt }) => model === "limited" && prompt === "5")?.at ?? NaN;
  const resumedAt = server.requests.find(({ model, attempt }) => model === "limited" && attempt === 2)?.at ?? NaN;
  expect(resumedAt - limitedAt).toBeGreaterThanOrEqual(120_000 / speed);
  const during = server.requests.filter(({ at }) => at > limitedAt + 50 && at < limitedAt + 120_000 / speed);
  expect(new Set(during.map(({ model }) => model))).toEqual(new Set(["stranger"]));
  expect(records[0]?.find(({ cell }) => cell === 5)).toMatchObject({ attempts: 2, rateLimited: 1 });
});

test("server errors are repeated and then recorded, a dead port too, and neither holds back the rest", async () => {
  const server = await chatServer(({ prompt, attempt }) => {
    if (prompt === "1" && attempt <= 2) return { status: 503, body: { error: { message: "busy" } } };
    if (prompt === "2") return { status: 500, body: { error: { message: "broken" } } };
    return completion(prompt);
  });
  const { ends, records } = dispatchHttp(200, [
    { name: "flaky", baseUrl: server.baseUrl, tasks: 20 },
    { name: "dead", baseUrl: "http://127.0.0.1:1/v1", tasks: 3 },
  ]);
  expect((await ends).ends).toEqual([finished, finished]);
  const flaky = records[0] ?? [];
  expect(flaky.find(({ cell }) => cell === 1)).toMatchObject({ outcome: { kind: "completed" }, attempts: 3 });
  expect(flaky.find(({ cell }) => cell === 2)).toMatchObject({
    outcome: { kind: "failed" },
    attempts: 5,
    httpStatus: 500,
  });
  expect(flaky.filter(({ outcome }) => outcome.kind === "completed")).toHaveLength(19);
  expect(records[1]).toHaveLength(3);
  for (const record of records[1] ?? []) {
    expect(record).toMatchObject({ outcome: { kind: "failed" }, attempts: 5, latencyMs: null, httpStatus: null });
    expect(record.outcome).toHaveProperty("message", expect.stringMatching(/\(after 5 attempts\)$/));
  }
});

test("a refused key stops its lane after the requests in flight, and the other lane finishes", async () => {
  const server = await chatServer(({ model, prompt }) =>
    model === "locked"
      ? { status: 401, body: { error: { message: "Incorrect API key provided", code: "invalid_api_key" } } }
      : completion(prompt),
  );
  const { ends, records } = dispatchHttp(1, [
    { name: "locked", baseUrl: server.baseUrl, tasks: 500 },
    { name: "open", baseUrl: server.baseUrl, tasks: 100 },
  ]);
  expect((await ends).ends).toMatchObject([{ kind: "stopped", stop: { code: "unauthorized" } }, finished]);
  expect(records.map(({ length }) => length)).toEqual([0, 100]);
  expect(server.requests.filter(({ model }) => model === "locked").length).toBeLessThanOrEqual(8);
});

test("stopping lets requests in flight finish, cutting closes them, and nothing is sent after either", async () => {
  const server = await chatServer(async ({ prompt }) => {
    if (Number(prompt) % 4 === 3) return null;
    await delay(400);
    return completion(prompt);
  });
  const { ends, records, progress, stopping, cutting } = dispatchHttp(1, [
    { name: "slow", baseUrl: server.baseUrl, tasks: 500 },
  ]);
  while (server.requests.length < 8) await delay(1);
  stopping.abort("SIGINT");
  while ((records[0]?.length ?? 0) < 6) await delay(1);
  expect(progress[0]).toMatchObject({ inFlight: 2, completed: 6, done: false });
  cutting.abort();
  expect((await ends).ends).toEqual([{ kind: "interrupted" }]);
  while (server.cut < 2) await delay(1);
  expect(server.requests).toHaveLength(8);
  expect(records[0]?.map(({ cell }) => cell).sort((a, b) => a - b)).toEqual([0, 1, 2, 4, 5, 6]);
});
