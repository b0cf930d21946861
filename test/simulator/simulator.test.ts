import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

import { request } from "undici";
import { describe, expect, it } from "vitest";

import type { SimulatorStatistics } from "../../src/simulator/options.ts";
import { startSimulator } from "../../src/simulator/simulator.ts";
import { startSimulatorThread } from "../../src/simulator/thread.ts";
import { ask, bodyOf, chatPath, get, openRaw } from "./ask.ts";

async function statisticsOf(url: string, query = ""): Promise<SimulatorStatistics> {
  const statistics: SimulatorStatistics = JSON.parse((await get(`${url}/_simulator/statistics${query}`)).text);
  return statistics;
}

/** Waits until something holds; the only way to see what another socket has done. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 400; tries += 1) await delay(5);
  expect(holds()).toBe(true);
}

describe("statistics", () => {
  it("are exact under 64 clients at once", async () => {
    await using simulator = await startSimulator({
      latency: { medianMs: 3, sigma: 0.5 },
      countPrompts: true,
      faults: [{ fault: "any/bad-gateway-html", rate: 0.2 }],
      limits: { concurrency: 60 },
    });
    const seen = { answered: 0, rejected: 0, faulted: 0, promptTokens: 0, completionTokens: 0 };
    let next = 0;
    const client = async (): Promise<void> => {
      while (next < 2000) {
        const prompt = `Question ${next % 500}`;
        next += 1;
        const response = await request(`${simulator.url}${chatPath("openai")}`, {
          method: "POST",
          headers: { authorization: "Bearer key" },
          body: bodyOf({ prompt }),
        });
        const text = await response.body.text();
        if (response.statusCode === 502) seen.faulted += 1;
        else if (response.statusCode === 429) seen.rejected += 1;
        else {
          const { usage }: { usage: { prompt_tokens: number; completion_tokens: number } } = JSON.parse(text);
          seen.answered += 1;
          seen.promptTokens += usage.prompt_tokens;
          seen.completionTokens += usage.completion_tokens;
        }
      }
    };
    await Promise.all(Array.from({ length: 64 }, client));
    const statistics = await statisticsOf(simulator.url, "?prompts=1");
    expect(statistics).toMatchObject({ ...seen, received: 2000, inFlight: 0, abandoned: 0 });
    expect(statistics.maximumInFlight).toBeLessThanOrEqual(64);
    expect(statistics.maximumInFlight).toBeGreaterThan(32);
    expect(seen.faulted).toBeGreaterThan(100);
    expect(statistics.faults).toEqual({ "any/bad-gateway-html": seen.faulted });
    const { answered, rejected, faulted } = seen;
    expect(statistics.models).toEqual({ "openai/some-model": { received: 2000, answered, rejected, faulted } });
    expect(Object.values(statistics.prompts ?? {})).toEqual(Array(500).fill(4));
  });

  it("count prompts under the hash of their messages, only when asked to", async () => {
    const messages = JSON.stringify([{ role: "user", content: "天空" }]);
    const key = `vllm/some-model/${createHash("sha256").update(messages).digest("hex").slice(0, 16)}`;
    await using counting = await startSimulator({ countPrompts: true });
    await using plain = await startSimulator();
    for (const { url } of [counting, plain]) {
      await ask(url, { provider: "vllm", prompt: "天空" });
      await ask(url, { provider: "vllm", prompt: "天空", body: { temperature: 1 } });
    }
    expect((await statisticsOf(counting.url, "?prompts=1")).prompts).toEqual({ [key]: 2 });
    expect(await statisticsOf(counting.url)).not.toHaveProperty("prompts");
    expect(await statisticsOf(plain.url, "?prompts=1")).not.toHaveProperty("prompts");
    expect(counting.statistics().prompts).toEqual({ [key]: 2 });
  });

  it("see what is in flight, and do not answer a client that has gone", async () => {
    await using simulator = await startSimulator({ latency: { medianMs: 60_000 } });
    const sockets = await Promise.all(Array.from({ length: 3 }, () => openRaw(simulator.url)));
    await until(() => simulator.statistics().inFlight === 3);
    expect(simulator.statistics()).toMatchObject({ received: 3, answered: 0, abandoned: 0, maximumInFlight: 3 });
    for (const socket of sockets) socket.destroy();
    await until(() => simulator.statistics().inFlight === 0);
    expect(simulator.statistics()).toMatchObject({ answered: 0, abandoned: 3, promptTokens: 0, completionTokens: 0 });
  });

  it("start over on reset, listings are counted apart", async () => {
    await using simulator = await startSimulator();
    await ask(simulator.url);
    await get(`${simulator.url}/vllm/v1/models`);
    expect(simulator.statistics()).toMatchObject({ received: 1, answered: 1, listings: 1 });
    await (await request(`${simulator.url}/_simulator/reset`, { method: "POST" })).body.dump();
    expect(simulator.statistics()).toMatchObject({ received: 0, answered: 0, listings: 0, models: {} });
  });
});

describe("latency", () => {
  it("is per model, else per provider, else the common one", async () => {
    const slow = { medianMs: 60_000 };
    await using simulator = await startSimulator({
      latency: slow,
      latencyOf: { vllm: { medianMs: 0 }, quick: { medianMs: 0 } },
    });
    await ask(simulator.url, { provider: "vllm" });
    await ask(simulator.url, { provider: "openai", model: "quick" });
    const late = await openRaw(simulator.url, { provider: "openai" });
    await until(() => simulator.statistics().inFlight === 1);
    expect(simulator.statistics().answered).toBe(2);
    late.destroy();
  });
});

describe("limits", () => {
  const limited: readonly [string, number, Record<string, unknown>][] = [
    ["spark", 500, { error: { code: "11202" } }],
    ["dashscope", 429, { error: { code: "limit_requests" } }],
    ["anthropic", 429, { error: { type: "rate_limit_error" } }],
    ["openrouter", 429, { error: { code: 429 } }],
    ["tgi", 429, { error: "Model is overloaded" }],
    ["ollama", 503, { error: { type: "api_error" } }],
    ["generic", 429, { error: { code: "rate_limit_exceeded" } }],
  ];

  it.each(limited)("of requests per second are told as %s does", async (provider, status, body) => {
    await using simulator = await startSimulator({ limits: { requestsPerSecond: 0.1, burst: 2 } });
    expect((await ask(simulator.url, { provider })).status).toBe(200);
    expect((await ask(simulator.url, { provider })).status).toBe(200);
    const rejected = await ask(simulator.url, { provider });
    expect(rejected.status).toBe(status);
    expect(JSON.parse(rejected.text)).toMatchObject(body);
    expect(simulator.statistics()).toMatchObject({ answered: 2, rejected: 1 });
  });

  it("are each account's own: provider and key", async () => {
    await using simulator = await startSimulator({ limits: { requestsPerSecond: 0.1, burst: 1 } });
    const statuses = [];
    for (const [provider, key] of [
      ["openai", "a"],
      ["openai", "b"],
      ["spark", "a"],
      ["openai", "a"],
    ] as const) {
      statuses.push((await ask(simulator.url, { provider, key })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it("say when to come back, where the provider does and unless that is turned off", async () => {
    const limits = { requestsPerSecond: 0.1, burst: 1 };
    await using telling = await startSimulator({ limits });
    await using silent = await startSimulator({ limits: { ...limits, retryAfter: false } });
    const retryAfter = async (url: string, provider: string) => {
      await ask(url, { provider });
      const { headers } = await ask(url, { provider });
      return headers["retry-after"];
    };
    expect(await retryAfter(telling.url, "generic")).toBe("10");
    expect(await retryAfter(telling.url, "anthropic")).toBe("10");
    expect(await retryAfter(telling.url, "spark")).toBeUndefined();
    expect(await retryAfter(silent.url, "generic")).toBeUndefined();
  });

  it("of concurrency hold until the answer is out", async () => {
    await using simulator = await startSimulator({ limits: { concurrency: 1 }, latency: { medianMs: 60_000 } });
    const first = await openRaw(simulator.url, { provider: "spark" });
    await until(() => simulator.statistics().inFlight === 1);
    const second = await ask(simulator.url, { provider: "spark", key: "key" });
    expect([second.status, JSON.parse(second.text)]).toMatchObject([500, { error: { code: "11203" } }]);
    first.destroy();
  });

  it("of tokens per minute are told as DashScope does", async () => {
    await using simulator = await startSimulator({ limits: { tokensPerMinute: 10 } });
    await ask(simulator.url, { provider: "dashscope" });
    const { status, text } = await ask(simulator.url, { provider: "dashscope" });
    expect([status, JSON.parse(text)]).toMatchObject([429, { error: { code: "insufficient_quota" }, request_id: "" }]);
  });
});

describe("in a thread", () => {
  it("serves, counts and closes as in this one", async () => {
    const simulator = await startSimulatorThread({ countPrompts: true });
    await using here = await startSimulator();
    const question = { provider: "dashscope", prompt: "你好" };
    expect((await ask(simulator.url, question)).text).toBe((await ask(here.url, question)).text);
    expect(await simulator.statistics()).toMatchObject({ received: 1, answered: 1, inFlight: 0 });
    await simulator.close();
    await expect(openRaw(simulator.url)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("rejects with what kept it from starting", async () => {
    await using first = await startSimulator();
    await expect(startSimulatorThread({ port: first.port })).rejects.toThrow(/EADDRINUSE/);
    await expect(startSimulatorThread({ faults: [{ fault: "spark/overloaded" }] })).rejects.toThrow(
      /no fault is called "spark\/overloaded": did you mean tgi\/overloaded or anthropic\/overloaded/,
    );
  });
});

it("closes while requests wait, and listens on the loopback address only", async () => {
  const simulator = await startSimulator({ latency: { medianMs: 60_000 } });
  expect(simulator.url).toBe(`http://127.0.0.1:${simulator.port}`);
  const waiting = ask(simulator.url).catch((error: unknown) => error);
  await until(() => simulator.statistics().inFlight === 1);
  await simulator.close();
  expect(await waiting).toBeInstanceOf(Error);
  await simulator.close();
});
