import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { scaledClock } from "../../src/core/clock.ts";
import { replayServer, response, type Scene, sendJson } from "../support/replay-server.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";

const ANSWER = JSON.stringify({ choices: [{ message: { content: "Paris" }, finish_reason: "stop" }] });
const ANSWER_BYTES = response("200 OK", ["Content-Type: application/json"], ANSWER);
const SEND: Scene = { kind: "send", bytes: ANSWER_BYTES };
const HEADERS_ONLY = ANSWER_BYTES.subarray(0, ANSWER_BYTES.indexOf("{"));
const BODY = ANSWER_BYTES.subarray(HEADERS_ONLY.length);
const NOTHING = Buffer.alloc(0);

test("a connection is used again and again", async () => {
  const server = await replayServer(SEND);
  const provider = testProvider(server.origin, { connections: 1 });
  for (let n = 0; n < 5; n++) await ask(provider);
  expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 1, 1, 1]);
});

test("no more connections are opened than allowed, and all of them are used", async () => {
  const server = await replayServer({ kind: "delay", bytes: ANSWER_BYTES, delayMs: 20 });
  const provider = testProvider(server.origin, { connections: 3 });
  const attempts = await Promise.all(Array.from({ length: 12 }, () => ask(provider)));
  expect(attempts.map(verdictLine)).toEqual(Array.from({ length: 12 }, () => "completed"));
  expect(server.connections).toBe(3);
});

test.each<[name: string, scene: Scene, verdict: string, httpStatus: number | null]>([
  ["before the headers", { kind: "reset", bytes: NOTHING }, "retry connection_reset", null],
  ["within the headers", { kind: "reset", bytes: HEADERS_ONLY.subarray(0, 20) }, "retry connection_reset", null],
  ["within the body", { kind: "reset", bytes: ANSWER_BYTES.subarray(0, -20) }, "retry connection_reset", 200],
  ["in good order, but early", { kind: "close", bytes: ANSWER_BYTES.subarray(0, -20) }, "retry connection_reset", 200],
  ["without a word", { kind: "close", bytes: NOTHING }, "retry connection_reset", null],
  [
    "after an answer without a length",
    { kind: "close", bytes: Buffer.from(`HTTP/1.1 200 OK\r\n\r\n${ANSWER}`) },
    "completed",
    200,
  ],
])("a connection that ends %s", async (_name, scene, verdict, httpStatus) => {
  const server = await replayServer(scene);
  const attempt = await ask(testProvider(server.origin));
  expect(verdictLine(attempt)).toBe(verdict);
  expect(attempt.httpStatus).toBe(httpStatus);
  expect(attempt.latencyMs === null).toBe(verdict !== "completed");
});

test("a reset of a kept connection is a retry, and the next attempt gets a new one", async () => {
  const server = await replayServer(SEND, { kind: "reset", bytes: NOTHING }, SEND);
  const provider = testProvider(server.origin, { connections: 1 });
  expect(verdictLine(await ask(provider))).toBe("completed");
  expect(verdictLine(await ask(provider))).toBe("retry connection_reset");
  expect(verdictLine(await ask(provider))).toBe("completed");
  expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1, 2]);
});

test("a port where nothing listens is a retry that says so", async () => {
  const server = await replayServer();
  const { origin } = server;
  await server.close();
  const { verdict, startedAt } = await ask(testProvider(origin));
  expect(verdict).toMatchObject({ kind: "retry", reaction: "retry", code: "connection_refused" });
  expect(Math.abs(Date.now() - startedAt)).toBeLessThan(5000);
});

test("https to a server that speaks http stops the lane", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  const model = { baseUrl: `https://127.0.0.1:${address.port}/v1` };
  expect(verdictLine(await ask(testProvider("", { model })))).toBe("stop tls_error");
});

test("what is not HTTP is a protocol error", async () => {
  const server = await replayServer({ kind: "send", bytes: Buffer.from("220 smtp.example.com ESMTP\r\n\r\n") });
  expect(verdictLine(await ask(testProvider(server.origin)))).toBe("retry-few invalid_http");
});

test("an interim response is not the answer", async () => {
  const hints = Buffer.from("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
  const server = await replayServer({ kind: "send", bytes: Buffer.concat([hints, ANSWER_BYTES]) });
  expect(await ask(testProvider(server.origin))).toMatchObject({ httpStatus: 200, verdict: { kind: "settled" } });
});

test.each<[name: string, scene: Scene, limits: { timeoutMs: number; stallTimeoutMs: number }, verdict: string]>([
  ["never answers", { kind: "stall", bytes: NOTHING }, { timeoutMs: 600_000, stallTimeoutMs: 90_000 }, "retry stalled"],
  [
    "stops after the headers",
    { kind: "stall", bytes: HEADERS_ONLY },
    { timeoutMs: 600_000, stallTimeoutMs: 90_000 },
    "retry stalled",
  ],
  [
    "stops within the body",
    { kind: "stall", bytes: ANSWER_BYTES.subarray(0, -9) },
    { timeoutMs: 600_000, stallTimeoutMs: 90_000 },
    "retry stalled",
  ],
  [
    "never answers in time",
    { kind: "stall", bytes: NOTHING },
    { timeoutMs: 90_000, stallTimeoutMs: 600_000 },
    "retry timeout",
  ],
  [
    "sends a byte now and then for too long",
    { kind: "trickle", head: HEADERS_ONLY, bytes: BODY, intervalMs: 10 },
    { timeoutMs: 600_000, stallTimeoutMs: 550_000 },
    "retry timeout",
  ],
])("an endpoint that %s is cut off at its limit", async (_name, scene, limits, verdict) => {
  const server = await replayServer(scene);
  const clock = scaledClock(1000);
  const provider = testProvider(server.origin, { clock, model: limits });
  const before = clock.monotonic();
  const attempt = await ask(provider);
  const elapsed = clock.monotonic() - before;
  expect(verdictLine(attempt)).toBe(verdict);
  expect(attempt).toMatchObject({ latencyMs: null, raw: null });
  expect(elapsed).toBeGreaterThanOrEqual(Math.min(limits.timeoutMs, limits.stallTimeoutMs));
});

test("a slow answer is not a stalled one: every byte starts the limit anew", async () => {
  const server = await replayServer({ kind: "trickle", head: HEADERS_ONLY, bytes: BODY, intervalMs: 10 });
  const clock = scaledClock(1000);
  const limits = { timeoutMs: 3_600_000, stallTimeoutMs: 500_000 };
  const attempt = await ask(testProvider(server.origin, { clock, model: limits }));
  expect(verdictLine(attempt)).toBe("completed");
  expect(attempt.latencyMs).toBeGreaterThan(limits.stallTimeoutMs);
});

test("one request's limit does not touch the others", async () => {
  const server = await replayServer({ kind: "stall", bytes: NOTHING }, SEND);
  const limits = { timeoutMs: 300_000, stallTimeoutMs: 300_000 };
  const provider = testProvider(server.origin, { clock: scaledClock(1000), model: limits });
  const stalled = ask(provider);
  await expect.poll(() => server.requests.length).toBe(1);
  for (let n = 0; n < 5; n++) expect(verdictLine(await ask(provider))).toBe("completed");
  expect(verdictLine(await stalled)).toMatch(/^retry (timeout|stalled)$/);
});

test("aborting cuts the request and closes its connection", async () => {
  const server = await replayServer({ kind: "stall", bytes: HEADERS_ONLY }, SEND);
  const provider = testProvider(server.origin, { connections: 1 });
  const controller = new AbortController();
  const asked = ask(provider, controller.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  controller.abort();
  expect(await asked).toMatchObject({ verdict: { kind: "aborted" }, latencyMs: null });
  expect(verdictLine(await ask(provider))).toBe("completed");
  expect(server.requests.map(({ connection }) => connection)).toEqual([1, 2]);
});

test("with a signal that is aborted already, nothing is sent", async () => {
  const server = await replayServer(SEND);
  expect(verdictLine(await ask(testProvider(server.origin), AbortSignal.abort()))).toBe("aborted");
  expect(server.requests).toEqual([]);
});

test("one signal for many requests at once is no leak", async () => {
  const server = await replayServer({ kind: "delay", bytes: ANSWER_BYTES, delayMs: 10 });
  const warnings: string[] = [];
  const listen = (warning: Error) => warnings.push(warning.message);
  process.on("warning", listen);
  const provider = testProvider(server.origin, { connections: 50 });
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 50 }, () => ask(provider, signal)));
  await delay(0);
  process.off("warning", listen);
  expect(warnings).toEqual([]);
});

test("disposing cuts what is under way", async () => {
  const server = await replayServer({ kind: "stall", bytes: NOTHING });
  const provider = testProvider(server.origin);
  const asked = ask(provider);
  await expect.poll(() => server.requests.length).toBe(1);
  await provider[Symbol.asyncDispose]();
  expect(verdictLine(await asked)).toBe("aborted");
});

test("latency is the time on the wire, not the time before it", async () => {
  const server = await replayServer({ kind: "delay", bytes: ANSWER_BYTES, delayMs: 300 });
  const provider = testProvider(server.origin, { connections: 1 });
  const before = Date.now();
  const [first, second] = await Promise.all([ask(provider), ask(provider)]);
  for (const { latencyMs } of [first, second]) {
    expect(latencyMs).toBeGreaterThanOrEqual(298);
    expect(latencyMs).toBeLessThan(590);
  }
  expect(first.startedAt).toBeGreaterThanOrEqual(before);
  expect(second.startedAt - first.startedAt).toBeGreaterThanOrEqual(295);
});

test("a redirect is not followed", async () => {
  const server = await replayServer(sendJson({}, "307 Temporary Redirect", ["Location: /elsewhere"]), SEND);
  const attempt = await ask(testProvider(server.origin));
  expect(verdictLine(attempt)).toBe("stop redirected");
  expect(attempt.verdict).toMatchObject({ message: expect.stringContaining("/elsewhere") });
  expect(server.requests).toHaveLength(1);
});

test("an answer in chunks is put together", async () => {
  const half = Math.floor(ANSWER.length / 2);
  const chunks = [ANSWER.slice(0, half), ANSWER.slice(half), ""]
    .map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`)
    .join("");
  const bytes = Buffer.from(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
  const server = await replayServer({ kind: "send", bytes });
  expect(verdictLine(await ask(testProvider(server.origin)))).toBe("completed");
});
