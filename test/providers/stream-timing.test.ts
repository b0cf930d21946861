import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { scaledClock } from "../../src/core/clock.ts";
import { replayServer, response, type Scene } from "../support/replay-server.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";
import { askStream, chunk, DONE, PARIS, settledStream, STOP, streamScene, WHOLE } from "./support/streams.ts";

const OPENING = chunk({ role: "assistant", content: "" });

/** Events that come so many milliseconds apart, with the headers first. */
function paced(intervalMs: number, ...events: readonly string[]): Scene {
  const whole = response("200 OK", ["Content-Type: text/event-stream"], events.join(""));
  const bodyLength = Buffer.byteLength(events.join(""));
  const head = whole.subarray(0, whole.length - bodyLength);
  return { kind: "pieces", pieces: [head, ...events.map((event) => Buffer.from(event))], intervalMs };
}

test.each<[name: string, first: string]>([
  ["content", chunk({ content: "Par" })],
  ["reasoning", chunk({ reasoning_content: "Hm" })],
  ["OpenRouter's reasoning", chunk({ reasoning: "Hm" })],
  ["a tool call", chunk({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "{}" } }] })],
  ["content with CRLF", chunk({ content: "Par" }).replaceAll("\n", "\r\n")],
])("the time to the first token is that of the first %s, not of comments and empty deltas", async (_name, first) => {
  const attempt = await settledStream(paced(60, ": ping\n\n", OPENING, first, chunk({ content: "is." }) + STOP, DONE));
  // The events leave 60, 120, 180, 240 and 300 ms after the request came.
  expect(attempt.ttftMs).toBeGreaterThanOrEqual(175);
  expect(attempt.ttftMs).toBeLessThan(attempt.latencyMs ?? 0);
  expect((attempt.latencyMs ?? 0) - (attempt.ttftMs ?? 0)).toBeGreaterThanOrEqual(30);
});

test("there is no time to the first token where no token came, or none could be seen in time", async () => {
  expect((await askStream(OPENING + STOP + DONE)).ttftMs).toBeNull();
  expect((await askStream(DONE)).ttftMs).toBeNull();
  const compressed = await settledStream(streamScene(gzipSync(WHOLE), ["Content-Encoding: gzip"]));
  expect(compressed).toMatchObject({ outcome: { text: "Paris." }, ttftMs: null });
});

test("a first token in a last event without its blank line is timed too", async () => {
  const attempt = await settledStream(chunk({ content: "Paris." }, { finish_reason: "stop" }).trimEnd());
  expect(attempt).toMatchObject({ outcome: { text: "Paris." }, ttftMs: expect.any(Number) });
});

test("without `stream`, nothing is timed", async () => {
  const server = await replayServer({
    kind: "send",
    bytes: response("200 OK", [], '{"choices":[{"message":{"content":"x"}}]}'),
  });
  expect((await ask(testProvider(server.origin))).ttftMs).toBeNull();
});

const BYTES = response("200 OK", ["Content-Type: text/event-stream"], WHOLE);
const CHUNKED = Buffer.from(
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${PARIS.length.toString(16)}\r\n${PARIS}\r\n`,
);

test.each<[name: string, scene: Scene]>([
  ["is reset in the middle", { kind: "reset", bytes: BYTES.subarray(0, 400) }],
  ["is closed in the middle", { kind: "close", bytes: BYTES.subarray(0, 400) }],
  ["is closed without its last chunk", { kind: "close", bytes: CHUNKED }],
  ["is reset before its first event", { kind: "reset", bytes: BYTES.subarray(0, 60) }],
])("a stream that %s is tried again", async (_name, scene) => {
  const attempt = await askStream(scene);
  expect(verdictLine(attempt)).toBe("retry connection_reset");
  expect(attempt).toMatchObject({ latencyMs: null, ttftMs: null });
});

test.each<[name: string, scene: Scene, limits: { timeoutMs: number; stallTimeoutMs: number }, verdict: string]>([
  [
    "stalls in the middle",
    { kind: "stall", bytes: CHUNKED },
    { timeoutMs: 600_000, stallTimeoutMs: 90_000 },
    "retry stalled",
  ],
  [
    "sends comments without end",
    {
      kind: "pieces",
      pieces: [CHUNKED, ...Array.from({ length: 400 }, () => Buffer.from("8\r\n: ping\n\n\r\n"))],
      intervalMs: 5,
    },
    { timeoutMs: 600_000, stallTimeoutMs: 500_000 },
    "retry timeout",
  ],
])("a stream that %s is cut off at its limit", async (_name, scene, limits, verdict) => {
  const server = await replayServer(scene);
  const provider = testProvider(server.origin, { clock: scaledClock(1000), model: { ...limits, stream: true } });
  const attempt = await ask(provider);
  expect(verdictLine(attempt)).toBe(verdict);
  expect(attempt).toMatchObject({ latencyMs: null, ttftMs: null, raw: null });
});
