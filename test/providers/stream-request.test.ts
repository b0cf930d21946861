import { expect, test } from "vitest";
import type { ProviderName } from "../../src/core/config.ts";
import { replayServer, type ReplayServer } from "../support/replay-server.ts";
import { ask, testProvider } from "../support/test-provider.ts";
import { streamScene, WHOLE } from "./support/streams.ts";

const USAGE_WANTED = { include_usage: true };
const MESSAGES = [{ role: "user", content: "What is the capital of France?" }];

function bodyOf(server: ReplayServer): unknown {
  return JSON.parse(server.requests[0]?.body ?? "");
}

test.each<[provider: ProviderName, streamOptions: object]>([
  ["openai", { stream_options: USAGE_WANTED }],
  ["vllm", { stream_options: USAGE_WANTED }],
  ["ollama", { stream_options: USAGE_WANTED }],
  ["llamacpp", { stream_options: USAGE_WANTED }],
  ["dashscope", { stream_options: USAGE_WANTED }],
  ["siliconflow", { stream_options: USAGE_WANTED }],
  ["openrouter", { stream_options: USAGE_WANTED }],
  ["anthropic", { stream_options: USAGE_WANTED }],
  ["generic", { stream_options: USAGE_WANTED }],
  ["spark", {}],
])("%s is asked for a stream, and for its usage where that is needed", async (provider, streamOptions) => {
  const server = await replayServer(streamScene(WHOLE));
  await ask(testProvider(server.origin, { provider, model: { stream: true, params: { temperature: 0 } } }));
  expect(bodyOf(server)).toEqual({
    model: "test-model",
    messages: MESSAGES,
    temperature: 0,
    stream: true,
    ...streamOptions,
  });
});

test("the user's own stream_options are sent in place of ours", async () => {
  const server = await replayServer(streamScene(WHOLE));
  const params = { stream: false, stream_options: { include_usage: false } };
  await ask(testProvider(server.origin, { model: { stream: true, params } }));
  expect(bodyOf(server)).toMatchObject({ stream: true, stream_options: { include_usage: false } });
});
