import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readCatalogue, type StreamFault } from "../../src/simulator/catalogue.ts";
import { readFixture } from "../../src/simulator/fixture.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { ask, askRaw, type Question } from "./ask.ts";
import { chunksOf, readEvents } from "./read-events.ts";

const catalogue = readCatalogue();
const faults = catalogue.faults.filter((fault) => fault.route === "stream");
const named = (name: string): StreamFault => {
  const found = faults.find((fault) => fault.name === name);
  if (found === undefined) throw new RangeError(name);
  return found;
};
const modelFor = (fault: StreamFault): string => `model ${faults.indexOf(fault)}`;
const providerOf = ({ providers: [first = "*"] }: StreamFault): string => (first === "*" ? "vllm" : first);
const streamed = { stream: true, stream_options: { include_usage: true } };
const prompt = "请用几句话解释为什么天空是蓝色的。";

/** Every fault at once, each for a model of its own; and a simulator without faults to compare with. */
let all: Simulator;
let plain: Simulator;
beforeAll(async () => {
  all = await startSimulator({
    faults: faults.map((fault) => ({ fault: fault.name, model: modelFor(fault), delayMs: 5 })),
  });
  plain = await startSimulator();
});
afterAll(() => Promise.all([all.close(), plain.close()]));

const questionFor = (fault: StreamFault): Question => ({
  provider: providerOf(fault),
  model: modelFor(fault),
  prompt,
  body: streamed,
});
const bodyOf = (bytes: Buffer): Buffer => Buffer.concat(chunksOf(bytes));
const headOf = (bytes: Buffer): string => bytes.toString("latin1", 0, bytes.indexOf("\r\n\r\n"));
const receive = async (name: string): Promise<string> =>
  bodyOf(await askRaw(all.url, questionFor(named(name)))).toString();
const expected = async (name: string): Promise<string> => (await ask(plain.url, questionFor(named(name)))).text;
/** What a fault's own requests were counted as. */
const endingsOf = (fault: StreamFault): readonly string[] => {
  const { answered = 0, faulted = 0 } = all.statistics().models[`${providerOf(fault)}/${modelFor(fault)}`] ?? {};
  return [...(answered > 0 ? ["answered"] : []), ...(faulted > 0 ? ["faulted"] : [])];
};

describe("rows 33 and 36: literal streams", () => {
  it.each(faults.filter(({ behaviour }) => behaviour === "events"))("$name is sent byte by byte", async (fault) => {
    const literal = readFixture(fault.events ?? "");
    const received = await askRaw(all.url, questionFor(fault));
    expect(bodyOf(received).equals(literal.body)).toBe(true);
    expect(received.toString().endsWith("0\r\n\r\n")).toBe(true);
    const lines = literal.raw.toString("latin1", 0, literal.raw.indexOf("\r\n\r\n")).split("\r\n");
    expect(headOf(received).split("\r\n")).toEqual(expect.arrayContaining(lines));
    expect(endingsOf(fault)).toEqual(["faulted"]);
  });

  it("the first event is the error, in each of its shapes", async () => {
    expect(await receive("any/stream-error")).toBe(
      'data: {"error":{"code":502,"message":"Provider returned error"}}\n\n',
    );
    expect(await receive("any/stream-error-event")).toMatch(/^event: error\ndata: \{"error":\{/);
    expect(await receive("any/stream-error-flat")).toMatch(/^data: \{"object":"error","message":/);
    expect(await receive("spark/stream-10012")).toMatch(
      /^data: \{"error":\{"code":10012,"message":"Xunfei request failed/,
    );
    expect(await receive("spark/stream-10013")).toMatch(/^data:\{"code":10013,"message":"[^"]+","sid":"[^"]+"\}\n\n$/);
    expect(await receive("anthropic/stream-overloaded")).toMatch(/^event: error\ndata: \{"type":"error","error":/);
  });

  it("strike only requests that ask for a stream", async () => {
    const fault = named("any/stream-error");
    const { text } = await ask(all.url, { provider: "vllm", model: modelFor(fault) });
    expect(JSON.parse(text)).toHaveProperty("choices");
  });
});

describe("row 34: text, and then", () => {
  it.each(faults.filter((fault) => fault.behaviour === "bend" && fault.bend === "then-events"))(
    "$name: half of the text, then the error and nothing more",
    async (fault) => {
      const body = await receive(fault.name);
      const error = readFixture(fault.events ?? "").body.toString();
      expect(body.endsWith(error)).toBe(true);
      const begun = body.slice(0, -error.length);
      const whole = await expected(fault.name);
      expect(whole.startsWith(begun)).toBe(true);
      const [part, text] = [readEvents(begun).text, readEvents(whole).text];
      expect(part.length).toBeGreaterThan(0);
      expect(part.length).toBeLessThan(text.length);
      expect(endingsOf(fault)).toEqual(["faulted"]);
    },
  );

  it("a content filter cuts the text and says so", async () => {
    const fault = named("any/stream-content-filter");
    const { text, finishReasons, usages, data } = readEvents(await receive(fault.name));
    expect(readEvents(await expected(fault.name)).text.startsWith(text)).toBe(true);
    expect([finishReasons, usages.length, data.at(-1)]).toEqual([["content_filter"], 1, "[DONE]"]);
    expect(endingsOf(fault)).toEqual(["answered"]);
  });
});

describe("row 35: streams that are odd", () => {
  const exact = faults.filter(
    ({ answers, row, name }) =>
      answers === true && row !== 36 && !/duplicated-text|surrogate|content-filter/.test(name),
  );

  it.each(exact)("$name carries the whole text and its usage, and counts as answered", async (fault) => {
    const [odd, whole] = [readEvents(await receive(fault.name)), readEvents(await expected(fault.name))];
    expect(odd.text).toBe(whole.text);
    expect(odd.usages.at(-1)).toEqual(whole.usages.at(-1));
    expect(endingsOf(fault)).toEqual(["answered"]);
  });

  it("no [DONE]", async () => {
    expect(`${await receive("any/stream-no-done")}data: [DONE]\n\n`).toBe(await expected("any/stream-no-done"));
  });

  it("[DONE] with a blank at its end", async () => {
    expect(await receive("any/stream-done-space")).toMatch(/\n\ndata: \[DONE\] \n\n$/);
  });

  it("data that is empty", async () => {
    const body = await receive("any/stream-empty-data");
    expect(body).toMatch(/^data: \n\ndata: \{/);
    expect(body.replaceAll("data: \n\n", "")).toBe(await expected("any/stream-empty-data"));
  });

  it("comments before events and within them", async () => {
    const body = await receive("any/stream-comments");
    expect(body).toMatch(/^: keep-alive\n\n:\n\n: PROCESSING data: \{\}\ndata: \{"id"/);
    expect(body.replaceAll(/^:.*\n\n?(?=[:d])/gm, "")).toBe(await expected("any/stream-comments"));
  });

  it("lines that end with CR LF", async () => {
    const body = await receive("any/stream-crlf");
    expect(body).not.toMatch(/[^\r]\n/);
    expect(body.replaceAll("\r\n", "\n")).toBe(await expected("any/stream-crlf"));
  });

  it("fields beside data, and data over two lines", async () => {
    expect(await receive("any/stream-extra-fields")).toMatch(/^event: message\nid: 0\nretry: 3000\ndata: \{"id"/);
    expect(await receive("any/stream-several-data-lines")).toMatch(/^data: \{\ndata: "id"/);
  });

  it("one text twice, or the whole ending", async () => {
    const events = (await expected("any/stream-duplicated-text")).split(/(?<=\n\n)/);
    const twice = (await receive("any/stream-duplicated-text")).split(/(?<=\n\n)/);
    const repeated = twice.findIndex((event, index) => event === twice[index + 1]);
    expect(twice.toSpliced(repeated, 1)).toEqual(events);
    const { finishReasons, usages, data } = readEvents(await receive("any/stream-duplicated-ending"));
    expect([finishReasons.length, usages.length]).toEqual([2, 2]);
    expect(data.slice(-2)).toEqual(["[DONE]", "[DONE]"]);
  });

  it("usage in every chunk, which grows", async () => {
    const { usages, chunks } = readEvents(await receive("any/stream-usage-in-every-chunk"));
    expect(usages.length).toBe(chunks.length);
    expect(usages[0]).toMatchObject({ completion_tokens: 0 });
    expect(usages[1]).not.toEqual(usages.at(-1));
  });

  it("usage in every chunk although none was asked for is counted as sent", async () => {
    await using simulator = await startSimulator({ faults: [{ fault: "any/stream-usage-in-every-chunk" }] });
    const { usages } = readEvents((await ask(simulator.url, { prompt, body: { stream: true } })).text);
    const { promptTokens, completionTokens } = simulator.statistics();
    expect(usages.at(-1)).toMatchObject({ prompt_tokens: promptTokens, completion_tokens: completionTokens });
  });

  it("the halves of an emoji in two chunks, as escapes", async () => {
    const body = await receive("any/stream-surrogate-split");
    expect(body).toMatch(/"content":"\\ud83d".*\n\n.*"content":"\\ude00"/);
    expect(readEvents(body).text).toBe(`${readEvents(await expected("any/stream-surrogate-split")).text}😀`);
  });

  it("writes that end within a character, or after every byte", async () => {
    const fatal = new TextDecoder("utf-8", { fatal: true });
    const split = chunksOf(await askRaw(all.url, questionFor(named("any/stream-utf8-split"))));
    expect(split.length).toBeGreaterThan(5);
    for (const chunk of split.slice(0, -1)) expect(() => fatal.decode(chunk)).toThrow(TypeError);
    const bytes = chunksOf(await askRaw(all.url, questionFor(named("any/stream-byte-by-byte"))));
    expect(bytes.every((chunk) => chunk.length === 1)).toBe(true);
  });

  it("JSON that is cut, text that is cut, and text without its end, none of which counts as answered", async () => {
    const whole = readEvents(await expected("any/stream-broken-chunk"));
    const broken = readEvents(await receive("any/stream-broken-chunk"));
    expect(broken.chunks.length).toBe(whole.chunks.length - 1);
    expect(broken.data.length).toBe(whole.data.length);
    const cut = await receive("any/stream-cut-mid-text");
    expect((await expected("any/stream-cut-mid-text")).startsWith(cut)).toBe(true);
    expect(readEvents(cut).text).not.toBe(readEvents(await expected("any/stream-cut-mid-text")).text);
    const endless = readEvents(await receive("any/stream-cut-before-finish"));
    expect(endless.text).toBe(readEvents(await expected("any/stream-cut-before-finish")).text);
    expect([endless.finishReasons, endless.usages, endless.data.includes("[DONE]")]).toEqual([[], [], false]);
    for (const name of ["broken-chunk", "cut-mid-text", "cut-before-finish"]) {
      expect(endingsOf(named(`any/stream-${name}`))).toEqual(["faulted"]);
    }
  });
});

describe("row 36: no stream at all", () => {
  it("the whole answer as JSON, said to be JSON or to be a stream", async () => {
    for (const [name, type] of [
      ["any/stream-json", /Content-Type: application\/json/],
      ["any/stream-json-as-events", /Content-Type: text\/event-stream/],
    ] as const) {
      const received = await askRaw(all.url, questionFor(named(name)));
      expect(headOf(received)).toMatch(type);
      const { choices, usage } = JSON.parse(received.subarray(received.indexOf("\r\n\r\n") + 4).toString());
      const whole = readEvents(await expected(name));
      expect([choices[0].message.content, [usage]]).toEqual([whole.text, whole.usages]);
      expect(endingsOf(named(name))).toEqual(["answered"]);
    }
  });
});
