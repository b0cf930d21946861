import { once } from "node:events";

import * as fc from "fast-check";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readCatalogue } from "../../src/simulator/catalogue.ts";
import { jsonOf, splitEvents } from "../../src/simulator/event-stream.ts";
import { readFixture } from "../../src/simulator/fixture.ts";
import { fingerprint } from "../../src/simulator/random.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { splitText } from "../../src/simulator/split-text.ts";
import { ask, askRaw, bodyOf, chatPath, openRaw, type Question } from "./ask.ts";
import { chunksOf, readEvents } from "./read-events.ts";

const { providers } = readCatalogue();
const unasked = { stream: true };
const asked = { stream: true, stream_options: { include_usage: true } };
const prompt = "Explain, at some length, why the sky is blue.";
const streaming = Object.entries(providers).filter(([, files]) => files.stream !== undefined);
/** Those that report usage whether or not it was asked for. */
const alwaysReporting = new Set(["spark", "siliconflow", "together", "openrouter"]);

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

/** The kinds of an event's values, keys in order; usage is as detailed as the provider's whole answer has it. */
function shapeOf(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((inner) => shapeOf(inner));
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  if (key === "usage") return "usage";
  return Object.entries(value).map(([name, inner]) => [name, shapeOf(inner, name)]);
}

/** The shape of each event in turn; events of one shape in a row count as one. */
function shapesOf(body: string): readonly string[] {
  const shapes = splitEvents(body).map((event) =>
    JSON.stringify(jsonOf(event) === null ? event : shapeOf(jsonOf(event))),
  );
  return shapes.filter((shape, index) => shape !== shapes[index - 1]);
}

async function wholeAnswer(
  question: Question,
): Promise<{ content: string; finishReason?: string; usage: object; id: string }> {
  const { id, sid, choices, usage } = JSON.parse((await ask(simulator.url, question)).text);
  return { content: choices[0].message.content, finishReason: choices[0].finish_reason, usage, id: id ?? sid };
}

describe.each(streaming)("a stream of %s", (provider, files) => {
  it("has the events and the headers of its literal example", async () => {
    const literal = readFixture(files.stream ?? "");
    const { status, text, headers } = await ask(simulator.url, { provider, prompt, body: asked });
    expect(status).toBe(200);
    expect(shapesOf(text)).toEqual(shapesOf(literal.body.toString()));
    const names = literal.headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(Object.keys(headers)).toEqual(expect.arrayContaining([...names, "transfer-encoding"]));
    expect(headers).not.toHaveProperty("content-length");
    expect(headers["content-type"]).toMatch(/^text\/event-stream/);
  });

  it.each([prompt, "为什么天空是蓝色的？", "What is 2 + 2?"])(
    "says what the whole answer to %j says",
    async (question) => {
      const whole = await wholeAnswer({ provider, prompt: question });
      const { text } = await ask(simulator.url, { provider, prompt: question, body: asked });
      const { text: content, usages, finishReasons, chunks } = readEvents(text);
      expect(content).toBe(whole.content);
      expect(usages.at(-1)).toEqual(whole.usage);
      expect(finishReasons).toEqual(whole.finishReason === undefined ? [] : [whole.finishReason]);
      expect(chunks.map(({ id }) => id ?? whole.id)).toEqual(chunks.map(() => whole.id));
    },
  );

  it("reports usage unasked only if the provider does", async () => {
    const { text } = await ask(simulator.url, { provider, prompt, body: unasked });
    expect([text.includes("usage"), readEvents(text).usages.length > 0]).toEqual(
      alwaysReporting.has(provider) ? [true, true] : [false, false],
    );
  });
});

describe("a stream", () => {
  it("of Spark has no blank after data:, usage beside an empty delta, and no finish_reason", async () => {
    const { text } = await ask(simulator.url, { provider: "spark", prompt, body: unasked });
    const events = splitEvents(text);
    expect(events.every((event) => /^data:[^ ].*\n\n$/.test(event))).toBe(true);
    expect(events.at(-2)).toMatch(
      /"choices":\[\{"delta":\{"role":"assistant","content":""\},"index":0\}\],"usage":\{"prompt_tokens":\d+,/,
    );
    expect(events.at(-1)).toBe("data:[DONE]\n\n");
    expect(text).not.toContain("finish_reason");
  });

  it("of OpenRouter begins with comments, one of SiliconFlow counts tokens in every event", async () => {
    const openrouter = await ask(simulator.url, { provider: "openrouter", prompt, body: unasked });
    expect(openrouter.text.startsWith(": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\ndata: {")).toBe(true);
    const { usages } = readEvents((await ask(simulator.url, { provider: "siliconflow", prompt, body: unasked })).text);
    const counts = usages.map((usage) => ("completion_tokens" in usage ? Number(usage.completion_tokens) : -1));
    expect(counts[0]).toBe(0);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(new Set(counts).size).toBeGreaterThan(5);
  });

  it("is the same each time, and its text is that of the same request with stream: false", async () => {
    const first = await ask(simulator.url, { prompt, body: asked });
    expect((await ask(simulator.url, { prompt, body: asked })).text).toBe(first.text);
    const { content } = await wholeAnswer({ prompt, body: { stream: false } });
    expect(readEvents(first.text).text).toBe(content);
  });

  it("comes in a few writes when there is no latency", async () => {
    const chunks = chunksOf(await askRaw(simulator.url, { prompt, body: asked }));
    expect(chunks.length).toBe(3);
    expect(String(chunks[0])).toMatch(/^data: .*"content":"".*\n\ndata: .*"content":"[^"]+".*\n\n$/);
    expect(String(chunks.at(-1))).toMatch(/\n\ndata: \[DONE\]\n\n$/);
  });

  it("is cut by max_tokens as the whole answer is", async () => {
    const body = { max_tokens: 3 };
    const whole = await wholeAnswer({ prompt, body });
    const { text, finishReasons } = readEvents(
      (await ask(simulator.url, { prompt, body: { ...body, ...asked } })).text,
    );
    expect([text, finishReasons]).toEqual([whole.content, ["length"]]);
  });

  it("is refused, and limited, with JSON as any request is", async () => {
    await using strict = await startSimulator({ apiKeys: ["right"], limits: { requestsPerSecond: 0.1, burst: 1 } });
    const attempt = async (question: Question) => {
      const { status, headers } = await ask(strict.url, { ...question, body: asked });
      return [status, headers["content-type"]];
    };
    expect(await attempt({ key: "wrong" })).toEqual([401, "application/json"]);
    expect((await attempt({ key: "right" }))[0]).toBe(200);
    expect(await attempt({ key: "right" })).toEqual([429, "application/json"]);
    expect(strict.statistics()).toMatchObject({ answered: 1, rejected: 2 });
  });

  it("counts as answered with the usage that it reported", async () => {
    await using counting = await startSimulator();
    await ask(counting.url, { prompt, body: unasked });
    expect(counting.statistics()).toMatchObject({ answered: 1, promptTokens: 0, completionTokens: 0 });
    const { usages } = readEvents((await ask(counting.url, { prompt, body: asked })).text);
    const { promptTokens, completionTokens } = counting.statistics();
    expect(usages).toMatchObject([{ prompt_tokens: promptTokens, completion_tokens: completionTokens }]);
  });
});

describe("a stream that takes its time", () => {
  it("sends its first text after its share of the latency, and the rest until the latency is over", async () => {
    await using slow = await startSimulator({ latency: { medianMs: 200 }, firstTokenShare: 0.5 });
    const startedAt = performance.now();
    const { body } = await request(`${slow.url}${chatPath("openai")}`, {
      method: "POST",
      headers: { authorization: "Bearer key" },
      body: bodyOf({ prompt, body: asked }),
    });
    const arrivals: number[] = [];
    for await (const _ of body) arrivals.push(performance.now() - startedAt);
    // Timers of Node may be a millisecond early.
    expect(arrivals[0]).toBeGreaterThanOrEqual(98);
    expect(arrivals.at(-1)).toBeGreaterThanOrEqual(198);
    expect(arrivals.length).toBeGreaterThan(5);
  });

  it("shows comments at once, and nothing of the answer before its time", async () => {
    await using slow = await startSimulator({ latency: { medianMs: 60_000 } });
    const socket = await openRaw(slow.url, { provider: "openrouter", prompt, body: asked });
    const [received] = await once(socket, "data");
    expect(String(received)).toMatch(/\r\n\r\n32\r\n: OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n\r\n$/);
    expect(slow.statistics()).toMatchObject({ inFlight: 1, answered: 0 });
    socket.destroy();
  });

  it("is abandoned with its client, wherever it stands", async () => {
    await using slow = await startSimulator({ latency: { medianMs: 60_000 }, firstTokenShare: 0 });
    const { body } = await request(`${slow.url}${chatPath("vllm")}`, { method: "POST", body: bodyOf({ body: asked }) });
    await once(body, "readable");
    expect(String(body.read())).toContain('"content":"');
    body.on("error", () => {});
    body.destroy();
    await expect
      .poll(() => slow.statistics())
      .toMatchObject({ inFlight: 0, answered: 0, abandoned: 1, promptTokens: 0 });
  });
});

describe("splitText", () => {
  it("gives well-formed pieces of a few characters that make up the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(), (text, seed) => {
        const pieces = splitText(text, fingerprint(text, seed));
        expect(pieces.join("")).toBe(text);
        expect(pieces.every((piece) => piece.length > 0 && piece.length <= 7 && piece.isWellFormed())).toBe(true);
      }),
    );
  });
});
