import { createRequire } from "node:module";
import { afterEach, expect, test, vi } from "vitest";
import type { ProviderName } from "../../src/core/config.ts";
import { replayServer, sendJson } from "../support/replay-server.ts";
import { ask, TEST_KEY, testProvider } from "../support/test-provider.ts";

const ANSWER = sendJson({ choices: [{ message: { role: "assistant", content: "Paris" }, finish_reason: "stop" }] });
const MESSAGES = [{ role: "user", content: "What is the capital of France?" }];
const manifest: unknown = createRequire(import.meta.url)("../../package.json");

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Everything that HTTP itself and promptgrid send, and nothing else. */
function expectedHeaders(origin: string, body: string): Record<string, string> {
  return {
    host: origin.slice("http://".length),
    connection: "keep-alive",
    accept: "application/json",
    "user-agent": `promptgrid/${Object(manifest).version}`,
    "content-type": "application/json",
    authorization: `Bearer ${TEST_KEY}`,
    "content-length": String(Buffer.byteLength(body)),
  };
}

test.each<ProviderName>([
  "openai",
  "vllm",
  "ollama",
  "llamacpp",
  "dashscope",
  "siliconflow",
  "openrouter",
  "spark",
  "anthropic",
  "generic",
])("%s gets model, messages and params as they are, and only the headers it needs", async (provider) => {
  const server = await replayServer(ANSWER);
  const params = { temperature: 0, stop: ["\n"], tools: [{ type: "web_search", web_search: { enable: false } }] };
  await ask(testProvider(server.origin, { provider, model: { params } }));
  const body = JSON.stringify({ model: "test-model", messages: MESSAGES, ...params });
  expect(server.requests).toEqual([
    {
      method: "POST",
      path: "/v1/chat/completions",
      headers: expectedHeaders(server.origin, body),
      body,
      connection: 1,
    },
  ]);
});

test.each(["/v1", "/v1/", "/compatible-mode/v1"])("paths hang below a base URL that ends in %s", async (path) => {
  const server = await replayServer(ANSWER);
  await ask(testProvider(server.origin, { model: { baseUrl: server.origin + path } }));
  expect(server.requests[0]?.path).toBe(`${path.replace(/\/$/, "")}/chat/completions`);
});

test("a base URL's query goes along", async () => {
  const server = await replayServer(ANSWER);
  await ask(testProvider(server.origin, { model: { baseUrl: `${server.origin}/v1?api-version=2026-10-01` } }));
  expect(server.requests[0]?.path).toBe("/v1/chat/completions?api-version=2026-10-01");
});

test("no environment variable of the SDK reaches a provider or changes where requests go", async () => {
  const server = await replayServer(ANSWER);
  const bystander = await replayServer(ANSWER);
  const names = ["ADMIN_KEY", "API_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET", "API_VERSION"];
  for (const name of names) vi.stubEnv(`OPENAI_${name}`, `leaked-${name}`);
  vi.stubEnv("OPENAI_BASE_URL", `${bystander.origin}/v1`);
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", "x-leaked: yes\nauthorization: Bearer leaked\nuser-agent: leaked");
  vi.stubEnv("OPENAI_LOG", "debug");
  vi.stubEnv("AZURE_OPENAI_API_KEY", "leaked");
  vi.stubEnv("HTTP_PROXY", bystander.origin);
  const provider = testProvider(server.origin);
  await ask(provider);
  await provider.listModels(new AbortController().signal);
  expect(bystander.requests).toEqual([]);
  const [chat, listing] = server.requests;
  expect(chat?.headers).toEqual(expectedHeaders(server.origin, chat?.body ?? ""));
  expect(Object.keys(listing?.headers ?? {}).sort()).toEqual([
    "accept",
    "authorization",
    "connection",
    "host",
    "user-agent",
  ]);
  expect(JSON.stringify(server.requests)).not.toContain("leaked");
});

test("custom headers of the environment that the SDK cannot read are named as the reason", async () => {
  const server = await replayServer(ANSWER);
  vi.stubEnv("OPENAI_CUSTOM_HEADERS", "no header name: x");
  const { verdict } = await ask(testProvider(server.origin));
  expect(verdict).toMatchObject({ kind: "stop", message: expect.stringContaining("OPENAI_CUSTOM_HEADERS") });
});

test("an endpoint without key gets no Authorization header, whatever OPENAI_API_KEY says", async () => {
  const server = await replayServer(ANSWER);
  vi.stubEnv("OPENAI_API_KEY", "leaked");
  await ask(testProvider(server.origin, { model: { apiKeyEnv: null } }));
  await ask(testProvider(server.origin, { environment: {} }));
  expect(server.requests.map(({ headers }) => headers["authorization"])).toEqual([undefined, undefined]);
});

test("the user's own headers are sent, with secrets filled in, and win over ours", async () => {
  const server = await replayServer(ANSWER);
  const headers = { "X-Title": "grid", Authorization: "Token ${OTHER_SECRET}", "User-Agent": "mine" };
  const environment = { OTHER_SECRET: "other-secret-value" };
  await ask(testProvider(server.origin, { model: { headers, apiKeyEnv: null }, environment }));
  expect(server.requests[0]?.headers).toMatchObject({
    "x-title": "grid",
    authorization: "Token other-secret-value",
    "user-agent": "mine",
  });
});

test("text arrives as the characters it is", async () => {
  const server = await replayServer(ANSWER);
  const content = '{{7*7}} "quoted" \\ 巴黎 🗼 \u2028 file:///etc/hostname';
  await testProvider(server.origin).complete([{ role: "user", content }], new AbortController().signal);
  expect(JSON.parse(server.requests[0]?.body ?? "")).toMatchObject({ messages: [{ role: "user", content }] });
});
