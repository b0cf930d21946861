import * as fc from "fast-check";
import { expect, test } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { EventReader } from "../../src/providers/event-reader.ts";
import { Exchange } from "../../src/providers/exchange.ts";
import { FirstToken } from "../../src/providers/first-token.ts";
import { judgeExchange } from "../../src/providers/judge-exchange.ts";
import type { Attempt } from "../../src/providers/provider.ts";
import { replayServer, response } from "../support/replay-server.ts";
import { ask, testModel, testProvider } from "../support/test-provider.ts";
import { chunk, DONE, STOP, USAGE_CHUNK, WHOLE } from "./support/streams.ts";

const context = {
  rules: [],
  redact: (text: string) => text,
  raw: "keep",
  limits: testModel(),
  proxy: null,
  streamed: true,
  now: 0,
} as const;
const controller = { aborted: false, paused: false, reason: null, abort() {}, pause() {}, resume() {} };

/** Judges a stream as its writes come in, without the sockets between. */
async function judge(pieces: readonly Buffer[]): Promise<Attempt> {
  const exchange = new Exchange(systemClock, [], new FirstToken());
  exchange.onRequestStart(controller);
  exchange.onResponseStart(controller, 200, {});
  for (const piece of pieces) exchange.onResponseData(controller, piece);
  exchange.onResponseEnd();
  return judgeExchange(exchange, await exchange.ended, context);
}

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((place, index) => bytes.subarray(places[index], place));
}

const texts = fc.array(
  fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("你好", "😀", "\ud83d", "\ude00", "\r\n", "data: x\n\n")),
);
const streams = fc.record({
  content: texts,
  reasoning: texts,
  lineBreak: fc.constantFrom("\n", "\r\n", "\r"),
  hasSpace: fc.boolean(),
  ending: fc.constantFrom(STOP, STOP + USAGE_CHUNK, STOP + DONE, STOP + USAGE_CHUNK + DONE),
});

test("however a stream is split into writes, its answer is the same, and its first token is seen", async () => {
  await fc.assert(
    fc.asyncProperty(streams, fc.array(fc.nat(), { maxLength: 12 }), async (stream, at) => {
      const { content, reasoning, lineBreak, hasSpace, ending } = stream;
      const events = [
        ...reasoning.map((piece) => chunk({ reasoning_content: piece })),
        ...content.map((piece) => chunk({ content: piece })),
        chunk({ content: "" }) + ending,
      ].join("");
      const body = Buffer.from(
        (hasSpace ? events : events.replaceAll("data: {", "data:{")).replaceAll("\n", lineBreak),
      );
      const whole = await judge([body]);
      expect(whole.verdict).toMatchObject({
        outcome: { kind: "completed", text: content.join(""), reasoning: reasoning.join("") || null },
        usage: { kind: ending.includes("usage") ? "reported" : "absent" },
      });
      const hasTokens = [...content, ...reasoning].some((piece) => piece !== "");
      for (const split of [cut(body, at), cut(body, Array.from(body.keys()))]) {
        const attempt = await judge(split);
        expect(attempt.verdict).toEqual(whole.verdict);
        expect(attempt.raw).toEqual(whole.raw);
        expect(attempt.ttftMs !== null).toBe(hasTokens);
      }
    }),
    { numRuns: 150 },
  );
});

test("the same over real HTTP, byte by byte and in odd pieces", async () => {
  const body = Buffer.from(chunk({ content: "你好 😀" }) + WHOLE);
  const bytes = response("200 OK", ["Content-Type: text/event-stream"], body);
  const start = bytes.length - body.length;
  const splits = [
    cut(
      bytes,
      Array.from(body.keys(), (place) => start + place),
    ),
    cut(bytes, [start + 1, start + 31, start + 100, start + 102]),
    [bytes],
  ];
  const answers = splits.map(async (pieces) => {
    const server = await replayServer({ kind: "pieces", pieces, intervalMs: 1 });
    return (await ask(testProvider(server.origin, { model: { stream: true } }))).verdict;
  });
  const [first, ...others] = await Promise.all(answers);
  expect(first).toMatchObject({ kind: "settled", outcome: { text: "你好 😀Paris." } });
  expect(others).toEqual([first, first]);
});

test("wherever a stream is cut off before its finish, it is tried again and never taken for an answer", async () => {
  const body = Buffer.from(chunk({ content: "你好" }) + WHOLE);
  const finish = body.indexOf('"finish_reason":"stop"');
  const cuts = await Promise.all(Array.from({ length: finish }, (_, length) => judge([body.subarray(0, length)])));
  expect(cuts.map(({ verdict }) => verdict.kind)).toEqual(cuts.map(() => "retry"));
});

test("wherever a stream is cut off at all, no word of a completed answer is missing", async () => {
  const body = Buffer.from(chunk({ content: "你好" }) + WHOLE);
  const cuts = await Promise.all(Array.from(body.keys(), (length) => judge([body.subarray(0, length)])));
  const completed = cuts.flatMap(({ verdict }) => (verdict.kind === "settled" ? [verdict.outcome] : []));
  expect(completed.length).toBeGreaterThan(0);
  expect(new Set(completed.map((outcome) => (outcome.kind === "completed" ? outcome.text : outcome.kind)))).toEqual(
    new Set(["你好Paris."]),
  );
});

test("whatever bytes of a stream are changed, the verdict is a value", async () => {
  const whole = Buffer.from(WHOLE);
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(255), async (at, byte) => {
      const body = Buffer.from(whole);
      body[at % body.length] = byte;
      expect((await judge([body])).verdict.kind).toMatch(/settled|retry|stop/);
    }),
    { numRuns: 500 },
  );
});

test.each(["\n", "\r\n", "\r"])("events are the same wherever the text is cut, with line breaks %j", (lineBreak) => {
  const text = ["event: a", "data: 1", "data: 2", "", ": no event", "", "data:3", "", '{"bare":1}', "data: 4"].join(
    lineBreak,
  );
  const expected = [
    { name: "a", data: "1\n2" },
    { name: "", data: "3" },
    { name: "", data: '{"bare":1}' },
    { name: "", data: "4" },
  ];
  const readings = Array.from({ length: text.length + 1 }, (_, at) => {
    const reader = new EventReader();
    return [...reader.read(text.slice(0, at)), ...reader.read(text.slice(at)), ...reader.end()];
  });
  expect(readings).toEqual(readings.map(() => expected));
});

test("a long line in small pieces is read in one go", () => {
  const reader = new EventReader();
  const line = `data: ${"x".repeat(1000)}`;
  const startedAt = performance.now();
  for (let n = 0; n < 20_000; n++) expect(reader.read(line.slice(n === 0 ? 0 : 6))).toHaveLength(0);
  const [event] = reader.read("\n\n");
  expect(event?.data.length).toBe(20_000_000);
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
