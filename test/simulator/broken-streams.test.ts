import { once } from "node:events";
import { gunzipSync } from "node:zlib";

import { describe, expect, it } from "vitest";

import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { ask, askRaw, openRaw } from "./ask.ts";
import { chunksOf, readEvents } from "./read-events.ts";

const streamed = { stream: true, stream_options: { include_usage: true } };
const prompt = "请用几句话解释为什么天空是蓝色的。";

const playing = (fault: string) => startSimulator({ faults: [{ fault, delayMs: 5 }] });
const bodyOf = (bytes: Buffer): Buffer => Buffer.concat(chunksOf(bytes));
const headOf = (bytes: Buffer): string => bytes.toString("latin1", 0, bytes.indexOf("\r\n\r\n"));

describe("rows 30 and 31: connections that break or stall in the middle", () => {
  const begin = async (simulator: Simulator) => {
    const socket = await openRaw(simulator.url, { provider: "vllm", prompt, body: streamed });
    let received = "";
    socket.on("data", (bytes) => (received += bytes.toString()));
    return { socket, received: () => received };
  };

  it("a reset after half of the events", async () => {
    await using simulator = await playing("any/stream-reset");
    const { socket, received } = await begin(simulator);
    const [error] = await once(socket, "error");
    expect(error).toMatchObject({ code: "ECONNRESET" });
    expect(received()).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/event-stream/);
    expect(received()).not.toContain('"finish_reason":"stop"');
  });

  it("a connection that is closed without the last chunk", async () => {
    await using simulator = await playing("any/stream-close");
    const { socket, received } = await begin(simulator);
    await once(socket, "end");
    expect(received()).toContain('"content":"');
    expect(received()).not.toMatch(/\r\n0\r\n\r\n$/);
    expect(simulator.statistics()).toMatchObject({ answered: 0, faulted: 1 });
  });

  it("half of the events and then nothing, or nothing but comments", async () => {
    for (const [name, last] of [
      ["any/stream-stall", /"finish_reason":null\}\]\}\n\n\r\n$/],
      ["any/stream-comments-only", /(?:e\r\n: keep-alive\n\n\r\n){3}$/],
    ] as const) {
      await using simulator = await playing(name);
      const { socket, received } = await begin(simulator);
      await expect.poll(received).toMatch(last);
      expect(simulator.statistics()).toMatchObject({ answered: 0, faulted: 1 });
      socket.destroy();
    }
  });
});

describe("faults of whole answers on a stream", () => {
  const receive = async (fault: string): Promise<Buffer> => {
    await using simulator = await playing(fault);
    return await askRaw(simulator.url, { prompt, body: streamed });
  };

  it("errors come as they are", async () => {
    expect(headOf(await receive("any/rate-limit-empty"))).toMatch(/^HTTP\/1\.1 429 /);
    expect(String(await receive("any/error-in-200"))).toMatch(/\r\n\r\n\{"error":\{"code":502/);
  });

  it("odd completions are streamed with their oddity", async () => {
    const read = async (fault: string) => readEvents(bodyOf(await receive(fault)).toString());
    expect((await read("any/usage-missing")).usages).toEqual([]);
    expect(await read("any/finish-reason-missing")).toMatchObject({ finishReasons: [], usages: [{}] });
    expect((await read("any/finish-reason-abort")).finishReasons).toEqual(["abort"]);
    expect(await read("any/content-filter")).toMatchObject({ text: "", finishReasons: ["content_filter"] });
    const {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: total,
    } = JSON.parse(JSON.stringify((await read("any/usage-inconsistent")).usages[0]));
    expect(total - input - output).toBe(7);
    expect(bodyOf(await receive("any/reasoning-content")).toString()).toMatch(
      /"delta":\{"reasoning_content":"[^]*"delta":\{"content":"/,
    );
  });

  it("gzip, byte order marks and keep-alive are put on the stream", async () => {
    await using plain = await startSimulator();
    const { text } = await ask(plain.url, { prompt, body: streamed });
    expect(gunzipSync(bodyOf(await receive("any/gzip"))).toString()).toBe(text);
    expect(bodyOf(await receive("any/byte-order-mark")).toString()).toBe(`\u{FEFF}${text}`);
    expect(bodyOf(await receive("any/whitespace-keep-alive")).toString()).toBe(
      `${": keep-alive\n\n".repeat(5)}${text}`,
    );
  });
});
