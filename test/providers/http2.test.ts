import { constants } from "node:http2";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { scaledClock } from "../../src/core/clock.ts";
import { httpProxy } from "../support/http-proxy.ts";
import { trustedRoute } from "../support/route.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";
import { answerParis, PARIS, type TlsAnswer, tlsEndpoint, type TlsRequest } from "../support/tls-endpoint.ts";

const COMPLETED = (count: number) => Array.from({ length: count }, () => "completed");

/** Holds answers back until so many requests are there at once. */
function answerTogether(count: number) {
  const waiting: (() => void)[] = [];
  return (request: TlsRequest, answer: TlsAnswer) => {
    waiting.push(() => answerParis(request, answer));
    if (waiting.length >= count) for (const release of waiting.splice(0)) release();
  };
}

test("256 requests are in flight at once over a few connections", async () => {
  const endpoint = await tlsEndpoint(answerTogether(256));
  const provider = testProvider(endpoint.origin, { route: trustedRoute(), connections: 256 });
  const attempts = await Promise.all(Array.from({ length: 256 }, () => ask(provider)));
  expect(attempts.map(verdictLine)).toEqual(COMPLETED(256));
  expect(endpoint.connections).toBe(3);
  expect(new Set(endpoint.requests.map(({ httpVersion }) => httpVersion))).toEqual(new Set(["2.0"]));
});

test("a server that takes few streams per connection gets more connections", async () => {
  const endpoint = await tlsEndpoint(answerTogether(60), { streams: 10 });
  const provider = testProvider(endpoint.origin, { route: trustedRoute(), connections: 60 });
  const attempts = await Promise.all(Array.from({ length: 60 }, () => ask(provider)));
  expect(attempts.map(verdictLine)).toEqual(COMPLETED(60));
});

test("a server that offers only HTTP/1.1 gets a connection for each request in flight", async () => {
  const endpoint = await tlsEndpoint(answerTogether(32), { protocol: "http/1.1" });
  const provider = testProvider(endpoint.origin, { route: trustedRoute(), connections: 32 });
  const attempts = await Promise.all(Array.from({ length: 32 }, () => ask(provider)));
  expect(attempts.map(verdictLine)).toEqual(COMPLETED(32));
  expect(endpoint.connections).toBe(32);
});

test("each of many requests on a connection has the latency of its own answer", async () => {
  const endpoint = await tlsEndpoint((request, answer) => {
    const { messages } = JSON.parse(request.body);
    setTimeout(() => answerParis(request, answer), Number(messages[0].content));
  });
  const provider = testProvider(endpoint.origin, { route: trustedRoute(), connections: 1 });
  const { signal } = new AbortController();
  const delays = [10, 400, 10, 200];
  const attempts = await Promise.all(
    delays.map((delayMs) => provider.complete([{ role: "user", content: String(delayMs) }], signal)),
  );
  expect(endpoint.connections).toBe(1);
  for (const [index, delayMs] of delays.entries()) {
    expect(attempts[index]?.latencyMs).toBeGreaterThanOrEqual(delayMs - 2);
    expect(attempts[index]?.latencyMs).toBeLessThan(delayMs + 150);
  }
});

test("a compressed answer is read", async () => {
  const endpoint = await tlsEndpoint((_request, answer) => {
    answer.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
    answer.end(gzipSync(PARIS));
  });
  expect(verdictLine(await ask(testProvider(endpoint.origin, { route: trustedRoute() })))).toBe("completed");
});

test.each(["straight", "through a proxy"])("a stream is read and its first token timed, %s", async (way) => {
  const events = ["Par", "is"].map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
  const stop = `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`;
  const endpoint = await tlsEndpoint((_request, answer) => {
    answer.writeHead(200, { "content-type": "text/event-stream" });
    answer.write(events[0] ?? "");
    setTimeout(() => answer.end(events[1] + stop), 200);
  });
  const proxy = await httpProxy({ endpoints: { "endpoint.test:443": endpoint.port } });
  const [origin, route] =
    way === "straight" ? [endpoint.origin, trustedRoute()] : ["https://endpoint.test", trustedRoute(proxy.url)];
  const attempt = await ask(testProvider(origin, { route, model: { stream: true } }));
  expect(attempt.verdict).toMatchObject({ outcome: { kind: "completed", text: "Paris" } });
  expect(attempt.latencyMs).toBeGreaterThanOrEqual(198);
  expect(attempt.ttftMs).toBeLessThan((attempt.latencyMs ?? 0) - 100);
});

test("a connection that is given up (GOAWAY) finishes what it has, and later requests get a new one", async () => {
  let isFirst = true;
  const endpoint = await tlsEndpoint((request, answer) => {
    if (isFirst) answer.stream?.session?.goaway(constants.NGHTTP2_NO_ERROR);
    isFirst = false;
    setTimeout(() => answerParis(request, answer), 50);
  });
  const provider = testProvider(endpoint.origin, { route: trustedRoute(), connections: 8 });
  const attempts = await Promise.all(Array.from({ length: 8 }, () => ask(provider)));
  expect(attempts.map(verdictLine)).toEqual(COMPLETED(8));
  expect(verdictLine(await ask(provider))).toBe("completed");
  expect(endpoint.connections).toBeGreaterThan(1);
});

test("a connection that is given up in mid-answer is a retry for what it cuts off", async () => {
  const endpoint = await tlsEndpoint((_request, answer) => {
    answer.writeHead(200, { "content-type": "application/json" });
    answer.write(PARIS.slice(0, 9));
    setTimeout(() => answer.stream?.session?.destroy(undefined, constants.NGHTTP2_INTERNAL_ERROR), 20);
  });
  const provider = testProvider(endpoint.origin, { route: trustedRoute(), connections: 4 });
  const attempts = await Promise.all([ask(provider), ask(provider)]);
  // Node may report the end of a stream that was cut, without an error: then the text gives it away.
  for (const attempt of attempts) expect(verdictLine(attempt)).toMatch(/^retry (connection_reset|truncated_json)$/);
  endpoint.play(answerParis);
  expect(verdictLine(await ask(provider))).toBe("completed");
});

test.each([
  ["NGHTTP2_REFUSED_STREAM", "retry stream_refused", "REFUSED_STREAM"],
  ["NGHTTP2_INTERNAL_ERROR", "retry connection_reset", "INTERNAL_ERROR"],
  ["NGHTTP2_ENHANCE_YOUR_CALM", "retry connection_reset", "ENHANCE_YOUR_CALM"],
  ["NGHTTP2_CANCEL", "retry connection_reset", "closed before the answer was complete"],
] as const)("a stream that is reset with %s is a %s", async (code, verdict, word) => {
  const endpoint = await tlsEndpoint((_request, answer) => answer.stream?.close(constants[code]));
  const provider = testProvider(endpoint.origin, { route: trustedRoute() });
  const attempt = await ask(provider);
  expect(verdictLine(attempt)).toBe(verdict);
  expect(attempt.verdict).toMatchObject({ message: expect.stringContaining(word) });
  endpoint.play(answerParis);
  expect(verdictLine(await ask(provider))).toBe("completed");
  expect(endpoint.connections).toBe(1);
});

test("after a request without a byte for too long, others do not go over its connection", async () => {
  const endpoint = await tlsEndpoint(() => {});
  const limits = { timeoutMs: 3_600_000, stallTimeoutMs: 300_000 };
  const provider = testProvider(endpoint.origin, { route: trustedRoute(), clock: scaledClock(1000), model: limits });
  expect(verdictLine(await ask(provider))).toBe("retry stalled");
  endpoint.play(answerParis);
  expect(verdictLine(await ask(provider))).toBe("completed");
  expect(endpoint.connections).toBe(2);
});

test("a request that never got a connection is told apart from an answer that never came", async () => {
  const endpoint = await tlsEndpoint((_request, _answer) => {}, { streams: 1 });
  const limits = { timeoutMs: 3_600_000, stallTimeoutMs: 300_000 };
  const provider = testProvider(endpoint.origin, {
    route: trustedRoute(),
    clock: scaledClock(1000),
    connections: 1,
    model: limits,
  });
  const lines = (await Promise.all([ask(provider), ask(provider)])).map(verdictLine);
  expect(lines).toContain("retry stalled");
  expect(lines).toContain("retry connect_timeout");
});

test("aborting one request leaves the others on the connection", async () => {
  const endpoint = await tlsEndpoint((request, answer) => setTimeout(() => answerParis(request, answer), 100));
  const provider = testProvider(endpoint.origin, { route: trustedRoute(), connections: 1 });
  const controller = new AbortController();
  const [cut, kept] = [ask(provider, controller.signal), ask(provider)];
  await expect.poll(() => endpoint.requests.length).toBe(2);
  controller.abort();
  expect([verdictLine(await cut), verdictLine(await kept)]).toEqual(["aborted", "completed"]);
  expect(endpoint.connections).toBe(1);
});

test("disposing cuts every stream", async () => {
  const endpoint = await tlsEndpoint(() => {});
  const provider = testProvider(endpoint.origin, { route: trustedRoute() });
  const asked = [ask(provider), ask(provider)];
  await expect.poll(() => endpoint.requests.length).toBe(2);
  await provider[Symbol.asyncDispose]();
  expect((await Promise.all(asked)).map(verdictLine)).toEqual(["aborted", "aborted"]);
  await expect.poll(() => endpoint.sockets.size).toBe(0);
});

test("an endless answer is cut off", async () => {
  const endpoint = await tlsEndpoint((_request, answer) => {
    answer.writeHead(200, { "content-type": "application/json" });
    answer.end(Buffer.alloc(17 * 2 ** 20, " "));
  });
  const attempt = await ask(testProvider(endpoint.origin, { route: trustedRoute() }));
  expect(verdictLine(attempt)).toBe("failed response_too_large");
});
