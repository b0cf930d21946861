import { once } from "node:events";
import { gunzipSync } from "node:zlib";

import { request } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type ChatFault, type Fill, readCatalogue } from "../../src/simulator/catalogue.ts";
import { readFixture } from "../../src/simulator/fixture.ts";
import type { FaultRule } from "../../src/simulator/options.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { ask, askRaw, bodyOf, chatPath, get, openRaw, rawRequest } from "./ask.ts";

const catalogue = readCatalogue();
const chatFaults = catalogue.faults.filter((fault) => fault.route === undefined);
const modelFor = (fault: ChatFault): string => `model ${catalogue.faults.indexOf(fault)}`;
const providerOf = ({ providers: [first = "*"] }: ChatFault): string => (first === "*" ? "generic" : first);

/** Every fault at once, each for a model of its own. */
let all: Simulator;
beforeAll(async () => {
  all = await startSimulator({ faults: chatFaults.map((fault) => ({ fault: fault.name, model: modelFor(fault) })) });
});
afterAll(() => all.close());

const playing = (fault: string, rule: Partial<FaultRule> = {}) => startSimulator({ faults: [{ fault, ...rule }] });
const split = (bytes: Buffer): [string, Buffer] => {
  const end = bytes.indexOf("\r\n\r\n");
  return [bytes.toString("latin1", 0, end), bytes.subarray(end + 4)];
};
const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : error);

describe("literal faults", () => {
  it.each(chatFaults.filter(({ behaviour }) => behaviour === "send"))("$name is sent byte by byte", async (fault) => {
    const received = await askRaw(all.url, { provider: providerOf(fault), model: modelFor(fault) });
    const [head, body] = split(received);
    const [literalHead, literalBody] = split(readFixture(fault.file ?? "").raw);
    expect(body.equals(literalBody)).toBe(true);
    const lines = literalHead.split("\r\n").filter((line) => !fault.fill || !line.startsWith("Retry-After"));
    expect(head.split("\r\n")).toEqual(expect.arrayContaining(lines));
  });

  it("row 17: a date in Retry-After lies two seconds ahead", async () => {
    await using simulator = await playing("any/retry-after-date");
    const { headers } = await ask(simulator.url);
    const ahead = Date.parse(String(headers["retry-after"])) - Date.now();
    expect(ahead).toBeGreaterThan(0);
    expect(ahead).toBeLessThanOrEqual(2000);
  });

  it("row 11: the body is cut short of its Content-Length and the connection closed", async () => {
    await using simulator = await playing("any/body-cut");
    const received = await askRaw(simulator.url);
    expect(received.equals(readFixture("any/body-cut.http").raw)).toBe(true);
    await expect(ask(simulator.url)).rejects.toThrow(/other side closed|terminated|aborted/);
  });

  it("row 12: half of the JSON comes in chunks that end properly", async () => {
    await using simulator = await playing("any/body-half");
    const { status, headers, text } = await ask(simulator.url);
    expect([status, headers["transfer-encoding"]]).toEqual([200, "chunked"]);
    expect(text).toBe(readFixture("any/body-half.http").body.toString());
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
  });

  it("row 29: listings go wrong in their own ways", async () => {
    for (const fault of catalogue.faults.filter((known) => known.route === "models")) {
      await using simulator = await playing(fault.name, { provider: "vllm" });
      const literal = readFixture(fault.file ?? "");
      const { status, text } = await get(`${simulator.url}/vllm/v1/models`);
      expect([status, text]).toEqual([literal.status, literal.body.toString()]);
      expect((await ask(simulator.url, { provider: "vllm" })).status).toBe(200);
    }
  });
});

describe("completions that are odd", () => {
  const odd = chatFaults.filter(({ behaviour }) => behaviour === "complete");

  it.each(odd)("$name keeps its oddity and carries the answer", async (fault) => {
    const literal = JSON.parse(readFixture(fault.file ?? "").body.toString());
    const { text } = await ask(all.url, {
      provider: providerOf(fault),
      model: modelFor(fault),
      prompt: "a".repeat(400),
    });
    const body = JSON.parse(text);
    const [{ message, ...choice }] = body.choices;
    const [{ message: literalMessage, ...literalChoice }] = literal.choices;
    const filled = (what: Fill) => fault.fill?.includes(what) ?? false;
    expect(Object.keys(body)).toEqual(Object.keys(literal));
    expect(choice).toEqual(literalChoice);
    expect({ ...message, content: null }).toEqual({ ...literalMessage, content: null });
    expect(message.content === literalMessage.content).toBe(!filled("content"));
    expect(body.model === literal.model).toBe(!filled("model") || literal.model === undefined);
    expect(body.usage?.prompt_tokens).toBe(literal.usage ? 104 : undefined);
  });

  it("row 8: a total that is not the sum stays wrong by as much", async () => {
    await using simulator = await playing("any/usage-inconsistent");
    const { usage } = JSON.parse((await ask(simulator.url)).text);
    expect(usage.total_tokens - usage.prompt_tokens - usage.completion_tokens).toBe(7);
  });

  it("count as answered, with the usage that was sent", async () => {
    await using simulator = await playing("any/usage-missing");
    await ask(simulator.url);
    expect(simulator.statistics()).toMatchObject({
      answered: 1,
      faulted: 0,
      promptTokens: 0,
      faults: { "any/usage-missing": 1 },
    });
  });
});

describe("row 30: resets", () => {
  it("before the headers", async () => {
    await using simulator = await playing("any/reset-before-headers");
    const socket = await openRaw(simulator.url);
    const [error] = await once(socket, "error");
    expect(codeOf(error)).toBe("ECONNRESET");
    expect(socket.bytesRead).toBe(0);
    expect(simulator.statistics()).toMatchObject({ faulted: 1, answered: 0, abandoned: 0 });
  });

  it("in the middle of the body", async () => {
    await using simulator = await playing("any/reset-mid-body");
    const socket = await openRaw(simulator.url);
    let received = "";
    socket.on("data", (bytes) => (received += bytes.toString()));
    const [error] = await once(socket, "error");
    expect(codeOf(error)).toBe("ECONNRESET");
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(received).not.toMatch(/total_tokens/);
  });

  it("on a connection that was kept alive, and not on a new one", async () => {
    await using simulator = await playing("any/reset-on-reuse");
    const socket = await openRaw(simulator.url);
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 OK/);
    socket.write(rawRequest({}));
    const [error] = await once(socket, "error");
    expect(codeOf(error)).toBe("ECONNRESET");
    expect(simulator.statistics()).toMatchObject({ received: 2, answered: 1, faulted: 1 });
  });
});

describe("row 31: answers that take their time", () => {
  it("headers, and then nothing", async () => {
    await using simulator = await playing("any/stall-after-headers");
    const response = await request(`${simulator.url}${chatPath("vllm")}`, { method: "POST", body: bodyOf({}) });
    expect(response.statusCode).toBe(200);
    expect(Number(response.headers["content-length"])).toBeGreaterThan(100);
    await expect(Promise.race([response.body.text(), Promise.resolve("nothing yet")])).resolves.toBe("nothing yet");
    expect(simulator.statistics()).toMatchObject({ inFlight: 1, faulted: 1 });
    response.body.on("error", () => {}).destroy();
  });

  it("no answer at all", async () => {
    await using simulator = await playing("any/never-answer");
    const signal = AbortSignal.timeout(50);
    await expect(ask(simulator.url, { signal })).rejects.toThrow(/timeout/);
  });

  it("one byte at a time", async () => {
    await using simulator = await playing("any/trickle", { delayMs: 0 });
    const socket = await openRaw(simulator.url, { body: { max_tokens: 1 } });
    const sizes: number[] = [];
    for await (const bytes of socket) {
      sizes.push(bytes.length);
      if (bytes.toString().endsWith("}")) break;
    }
    expect(sizes.length).toBeGreaterThan(10);
    expect(simulator.statistics().faults).toEqual({ "any/trickle": 1 });
  });

  it("late", async () => {
    await using simulator = await playing("any/slow", { delayMs: 60 });
    const startedAt = performance.now();
    expect((await ask(simulator.url)).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(55);
  });

  it("after blanks that keep the connection open", async () => {
    await using simulator = await playing("any/whitespace-keep-alive", { delayMs: 1 });
    const { text } = await ask(simulator.url);
    expect(text).toMatch(/^\s{50}\{/);
    expect(JSON.parse(text)).toMatchObject({ object: "chat.completion" });
    expect(simulator.statistics()).toMatchObject({ answered: 1 });
  });
});

describe("row 32: encodings", () => {
  it("gzip that is valid, around the provider's own answer", async () => {
    await using simulator = await playing("any/gzip");
    await using plain = await startSimulator();
    const [head, body] = split(await askRaw(simulator.url, { provider: "spark" }));
    expect(head).toMatch(/Content-Encoding: gzip/);
    expect(gunzipSync(body).toString()).toBe((await ask(plain.url, { provider: "spark" })).text);
  });

  it("gzip that is none, and gzip that nobody announced", () => {
    expect(readFixture("any/gzip-mislabelled.http").body.toString()).toMatch(/^\{/);
    expect(gunzipSync(readFixture("any/gzip-unlabelled.http").body).toString()).toMatch(/^\{/);
  });

  it("a byte order mark", async () => {
    await using simulator = await playing("any/byte-order-mark");
    const [, body] = split(await askRaw(simulator.url));
    expect([...body.subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x7b]);
  });

  it("bytes that are no UTF-8", () => {
    const { body } = readFixture("any/invalid-utf8.http");
    expect(() => new TextDecoder("utf-8", { fatal: true }).decode(body)).toThrow(TypeError);
  });
});
