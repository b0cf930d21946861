import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readCatalogue } from "../../src/simulator/catalogue.ts";
import { readFixture } from "../../src/simulator/fixture.ts";
import { type Simulator, startSimulator } from "../../src/simulator/simulator.ts";
import { ask, get, type Question } from "./ask.ts";

const { providers } = readCatalogue();
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ apiKeys: ["key"] });
});
afterAll(() => simulator.close());

/** The shape of a value: keys in order, and kinds of values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  return Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]);
}

const bodyIn = (file: string) => readFixture(file).body.toString();
const shapeIn = (text: string) => shapeOf(JSON.parse(text));

describe.each(Object.entries(providers))("%s", (provider, files) => {
  it("answers a chat completion in the shape of its literal example, headers included", async () => {
    const literal = readFixture(files.completion ?? "generic/completion.http");
    const { status, text, headers } = await ask(simulator.url, { provider });
    expect(status).toBe(200);
    expect(shapeIn(text)).toEqual(shapeIn(literal.body.toString()));
    const names = literal.headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(Object.keys(headers)).toEqual(expect.arrayContaining(names));
  });

  it("fills in content and usage that add up", async () => {
    const { text } = await ask(simulator.url, { provider, prompt: "a".repeat(400) });
    const { usage, choices } = JSON.parse(text);
    expect(usage).toMatchObject({ prompt_tokens: 104, total_tokens: 104 + usage.completion_tokens });
    expect(choices[0].message.content.length).toBeGreaterThanOrEqual(20);
    expect(usage.completion_tokens).toBe(Math.ceil(choices[0].message.content.length / 4));
  });

  it("refuses a wrong or missing key as it does, if it has keys at all", async () => {
    const { unauthorized = "generic/unauthorized.http", noCredentials = unauthorized } = files;
    const expected = (file: string) => (files.authentication === "none" ? [200] : [401, bodyIn(file)]);
    const wrong = await ask(simulator.url, { provider, key: "wrong" });
    const missing = await ask(simulator.url, { provider, key: null });
    expect([wrong.status, wrong.text]).toEqual(expect.arrayContaining(expected(unauthorized)));
    expect([missing.status, missing.text]).toEqual(expect.arrayContaining(expected(noCredentials)));
  });

  it("does not know an unknown model, in its own words", async () => {
    const file = files.unknownModel ?? "generic/unknown-model.http";
    const { status, text } = await ask(simulator.url, { provider, model: "an-unknown-model" });
    expect([status, text]).toEqual([readFixture(file).status, bodyIn(file)]);
  });

  it("refuses a request without messages", async () => {
    const file = files.missingMessages ?? "generic/missing-messages.http";
    const { status, text } = await ask(simulator.url, { provider, body: { messages: [] } });
    expect([status, text]).toEqual([readFixture(file).status, bodyIn(file)]);
  });

  it("lists its models, or has no listing", async () => {
    const file = files.models ?? "generic/models.http";
    const headers = { authorization: "Bearer key", "x-api-key": "key", "anthropic-version": "2023-06-01" };
    const { status, text } = await get(`${simulator.url}/${provider}/v1/models?limit=1000`, headers);
    expect([status, text]).toEqual([readFixture(file).status, bodyIn(file)]);
  });
});

const refusals: readonly [string, string, Question][] = [
  [
    "Claude's new models refuse a temperature",
    "anthropic/temperature-deprecated-compat.http",
    claude({ temperature: 0 }),
  ],
  ["Claude's new models refuse top_p", "anthropic/top-p-deprecated-compat.http", claude({ top_p: 0.9 })],
  ["Claude gives one choice only", "anthropic/n-not-one.http", claude({ n: 2 })],
  ["Claude wants stop sequences that show", "anthropic/stop-whitespace.http", claude({ stop: ["\n"] })],
  ["Claude limits max_tokens", "anthropic/max-tokens-compat.http", claude({ max_tokens: 200_000 })],
  ["DashScope limits max_tokens", "dashscope/max-tokens.http", { provider: "dashscope", body: { max_tokens: 8193 } }],
  [
    "Spark Lite limits max_tokens",
    "spark/10163.http",
    { provider: "spark", model: "lite", body: { max_tokens: 4097 } },
  ],
];

function claude(body: Readonly<Record<string, unknown>>): Question {
  return { provider: "anthropic", model: "claude-haiku-5-5", body };
}

describe("what providers refuse", () => {
  it.each(refusals)("%s", async (_, file, question) => {
    const { status, text } = await ask(simulator.url, question);
    expect([status, text]).toEqual([400, bodyIn(file)]);
  });

  it("is not more than that: older Claude models take a temperature, Spark Ultra 32K tokens", async () => {
    const older = { provider: "anthropic", model: "claude-haiku-4-5", body: { temperature: 0 } };
    const ultra = { provider: "spark", model: "4.0Ultra", body: { max_tokens: 32_768 } };
    expect((await ask(simulator.url, older)).status).toBe(200);
    expect((await ask(simulator.url, ultra)).status).toBe(200);
    expect((await ask(simulator.url, claude({ temperature: 1 }))).status).toBe(200);
  });
});

describe("quirks", () => {
  it("Spark sends no id, object, created, model or finish_reason, but code, message and sid", async () => {
    const { text } = await ask(simulator.url, { provider: "spark", model: "4.0Ultra", prompt: "你好" });
    const body = JSON.parse(text);
    expect(Object.keys(body)).toEqual(["code", "message", "sid", "choices", "usage"]);
    expect(Object.keys(body.choices[0])).toEqual(["message", "index"]);
    expect(body.sid).toMatch(/^cha[0-9a-f]{16}@dx[0-9a-f]+$/);
  });

  it("xinghuo is Spark by its other name", async () => {
    const { text } = await ask(simulator.url, { provider: "xinghuo", model: "4.0Ultra" });
    expect(JSON.parse(text)).toMatchObject({ code: 0, message: "Success" });
    expect(simulator.statistics().models).toHaveProperty(["spark/4.0Ultra"]);
  });

  it("Claude's listing wants its own key and version, and refuses in the native shape", async () => {
    const { status, text } = await get(`${simulator.url}/anthropic/v1/models`, { authorization: "Bearer key" });
    expect([status, text]).toEqual([401, bodyIn("anthropic/unauthorized.http")]);
  });

  it("finish_reason is length where max_tokens cut the answer", async () => {
    const { text } = await ask(simulator.url, { provider: "openrouter", body: { max_tokens: 3 } });
    expect(JSON.parse(text)).toMatchObject({
      choices: [{ finish_reason: "length", native_finish_reason: "length" }],
      usage: { completion_tokens: 3 },
    });
  });

  it("the model is echoed, and a path that is none of a provider's gets a 404", async () => {
    const { text } = await ask(simulator.url, { provider: "vllm", model: "Qwen/Qwen2.5-7B-Instruct" });
    expect(JSON.parse(text)).toMatchObject({ model: "Qwen/Qwen2.5-7B-Instruct" });
    expect((await get(`${simulator.url}/vllm/v1/embeddings`)).status).toBe(404);
    expect((await get(`${simulator.url}/`)).status).toBe(404);
  });
});

describe("an answer over HTTP", () => {
  it("is the same from a simulator with the same seed, and another with another seed", async () => {
    await using same = await startSimulator();
    await using other = await startSimulator({ seed: 2 });
    const first = await ask(simulator.url, { provider: "openai" });
    expect(await ask(same.url, { provider: "openai" })).toMatchObject({ text: first.text });
    expect((await ask(other.url, { provider: "openai" })).text).not.toBe(first.text);
  });

  it("differs between the base paths of one provider, which are different models", async () => {
    const at = async (path: string) => {
      const response = await fetch(`${simulator.url}${path}/chat/completions`, {
        method: "POST",
        headers: { authorization: "Bearer key" },
        body: JSON.stringify({ model: "spark-x", messages: [{ role: "user", content: "你好" }] }),
      });
      return response.text();
    };
    expect(await at("/spark/v2")).not.toBe(await at("/spark/x2"));
  });
});
