import { expect, test } from "vitest";
import { fixture, replayServer, response, type Scene, sendJson } from "../support/replay-server.ts";
import { ask, testProvider, verdictLine } from "../support/test-provider.ts";

/** What one fixture or scene settles as. */
async function settle(scene: Scene | string) {
  const played = typeof scene === "string" ? ({ kind: "send", bytes: fixture(`${scene}.http`) } as const) : scene;
  const server = await replayServer(played);
  const attempt = await ask(testProvider(server.origin));
  if (attempt.verdict.kind !== "settled") throw new Error(`not settled: ${verdictLine(attempt)}`);
  return { ...attempt, outcome: attempt.verdict.outcome, usage: attempt.verdict.usage };
}

function choice(message: unknown, more: Record<string, unknown> = {}): Scene {
  return sendJson({ choices: [{ message, ...more }] });
}

test("a completion carries text, finish reason, usage, model and request id as the provider sent them", async () => {
  const attempt = await settle("dashscope/completion");
  expect(attempt.outcome).toEqual({
    kind: "completed",
    text: "Paris is the capital of France.",
    reasoning: null,
    toolCalls: null,
    finishReason: "stop",
  });
  expect(attempt.usage).toEqual({
    kind: "reported",
    promptTokens: 14,
    completionTokens: 8,
    totalTokens: 22,
    cachedTokens: null,
    reasoningTokens: null,
  });
  expect(attempt.returnedModel).toBe("qwen2.5-7b-instruct");
  expect(attempt.requestId).toBe("816a0b3d-5c2e-9f1a-b7d4-0e6c8a2f4b19");
  expect(attempt.httpStatus).toBe(200);
});

test("Spark's answer without id, model and finish reason is a completion", async () => {
  const attempt = await settle("spark/completion");
  expect(attempt.outcome).toMatchObject({ kind: "completed", text: "你好，很高兴见到你。", finishReason: null });
  expect(attempt.requestId).toBe("cha000b0003@dx1905cd86d6bb86d552");
  expect(attempt.returnedModel).toBeNull();
});

test.each([
  ["spark/200-error-10012", "cha000b6468@dx1905cd86d6bb86d552"],
  ["spark/11200", "cha000ae93b@dx1905cd86d6bb86d552"],
  ["spark/200-10013", "cha000b6468@dx1905cd86d6bb86d552"],
  ["dashscope/missing-parameter", "816a0b3d-5c2e-9f1a-b7d4-0e6c8a2f4b19"],
  ["dashscope/insufficient-quota", null],
  ["anthropic/overloaded", "req_011CVabcDEF23ghiJKL45mnop"],
  ["siliconflow/busy", "ti_4kq8z1mvw7t3x9c2"],
  ["openrouter/error-in-200", "gen-1763800000-aB3dE5fG7hJ9kL1mN3pQ"],
])("a failure carries the request id, wherever %s has it", async (name, requestId) => {
  const server = await replayServer({ kind: "send", bytes: fixture(`${name}.http`) });
  expect((await ask(testProvider(server.origin))).requestId).toBe(requestId);
});

test("the model that answered is recorded, not the one that was asked", async () => {
  expect((await settle("any/other-model")).returnedModel).toBe("another-model-2026-11");
});

test.each([
  ["finish-reason-missing", null],
  ["finish-reason-parse-error", "parse_error"],
  ["finish-reason-error", "error"],
  ["finish-reason-abort", "abort"],
  ["finish-reason-eos-token", "eos_token"],
])("the finish reason of %s is kept as sent", async (name, finishReason) => {
  expect((await settle(`any/${name}`)).outcome).toMatchObject({ kind: "completed", finishReason });
});

test.each(["reasoning-content", "reasoning"])("%s is kept apart from the text", async (name) => {
  expect((await settle(`any/${name}`)).outcome).toMatchObject({
    text: "Paris is the capital of France.",
    reasoning: expect.stringContaining("capital"),
  });
});

test("<think> inside the text is left as sent", async () => {
  const { outcome } = await settle("any/think-tags");
  expect(outcome).toMatchObject({ text: expect.stringMatching(/^<think>[^]*<\/think>/), reasoning: null });
});

test("an empty text is a completion, and is not null", async () => {
  expect((await settle(choice({ content: "" }, { finish_reason: "stop" }))).outcome).toMatchObject({ text: "" });
});

test("tool calls without text are a completion whose text is null", async () => {
  const calls = [{ id: "call_1", type: "function", function: { name: "f", arguments: "{}" } }];
  const { outcome } = await settle(choice({ content: null, tool_calls: calls }, { finish_reason: "tool_calls" }));
  expect(outcome).toMatchObject({ kind: "completed", text: null, toolCalls: JSON.stringify(calls) });
});

test.each([
  ["with its thoughts", { content: null, reasoning_content: "Let me see" }, "length", "Let me see"],
  ["with hidden thoughts", { content: null }, "length", null],
  ["without saying that it was cut", { reasoning: "Let me see" }, "stop", "Let me see"],
])(
  "an answer that never got beyond thinking, %s, is paid for and is a completion",
  async (_name, message, reason, reasoning) => {
    const usage = { prompt_tokens: 9, completion_tokens: 16, total_tokens: 25 };
    const scene = sendJson({ choices: [{ message, finish_reason: reason }], usage });
    const attempt = await settle(scene);
    expect(attempt.outcome).toEqual({
      kind: "completed",
      text: null,
      reasoning,
      toolCalls: null,
      finishReason: reason,
    });
    expect(attempt.usage).toMatchObject({ kind: "reported", totalTokens: 25 });
  },
);

test("content sent as parts is joined", async () => {
  const content = [
    { type: "text", text: "Par" },
    { type: "text", text: "is" },
  ];
  expect((await settle(choice({ content }))).outcome).toMatchObject({ text: "Paris" });
});

test("a content filter is a refusal that keeps partial text and usage", async () => {
  const filtered = await settle("any/content-filter");
  expect(filtered.outcome).toMatchObject({ kind: "refused", code: "content_filter", text: null });
  expect(filtered.usage).toMatchObject({ kind: "reported", promptTokens: 14, completionTokens: 0 });
  const partial = await settle(choice({ content: "Par" }, { finish_reason: "content_filter" }));
  expect(partial.outcome).toMatchObject({ kind: "refused", text: "Par" });
});

test("a refusal field is a refusal with the model's own words", async () => {
  const { outcome } = await settle(choice({ content: null, refusal: "I cannot help with that." }));
  expect(outcome).toMatchObject({ kind: "refused", code: "refusal", message: "I cannot help with that." });
});

test.each([
  ["null content without a reason", choice({ content: null }, { finish_reason: "stop" }), "retry-few no_content"],
  ["a choice without message", sendJson({ choices: [{ index: 0 }] }), "retry-few no_message"],
  ["a choice that is null", sendJson({ choices: [null] }), "retry-few bad_choice"],
  ["an object that is something else", sendJson({ status: "ok" }), "retry-few no_choices"],
  ["an array", sendJson([]), "retry-few not_a_completion"],
  ["a bare string", sendJson("ok"), "retry-few not_a_completion"],
  ["a flat error in a 200", sendJson({ object: "error", code: 400, message: "bad" }), "failed invalid_request"],
  ["an error of unknown code in a 200", sendJson({ error: { message: "?" } }), "retry-few error_in_success"],
  ["an empty error object in a 200", sendJson({ error: {} }), "retry-few error_in_success"],
  ["an error inside the choice", choice(null, { error: { code: 502, message: "upstream" } }), "retry server_error"],
  ["a rate limit by name in a 200", sendJson({ error: { code: "rate_limit_exceeded" } }), "rate-limit rate_limited"],
  ["a native error in a 200", sendJson({ type: "error", error: { type: "api_error" } }), "retry server_error"],
  [
    "a stream nobody asked for that starts with an error",
    { kind: "send", bytes: response("200 OK", [], 'data: {"error":{"code":"429","message":"slow"}}\n\n') },
    "rate-limit rate_limited",
  ],
  [
    "a stream nobody asked for",
    { kind: "send", bytes: response("200 OK", [], 'data:{"choices":[{"delta":{}}]}\n\ndata:[DONE]\n\n') },
    "retry-few unexpected_stream",
  ],
  ["a 204", { kind: "send", bytes: Buffer.from("HTTP/1.1 204 No Content\r\n\r\n") }, "retry-few empty_body"],
] as const)("%s is no completion", async (_name, scene, expected) => {
  const server = await replayServer(scene);
  expect(verdictLine(await ask(testProvider(server.origin)))).toBe(expected);
});

test("white space sent to keep the connection alive is no part of the JSON", async () => {
  const body = `${" \n".repeat(500)}${JSON.stringify({ choices: [{ message: { content: "late" } }] })}`;
  const scene: Scene = { kind: "send", bytes: response("200 OK", ["Content-Type: application/json"], body) };
  expect((await settle(scene)).outcome).toMatchObject({ text: "late" });
});

test("usage that an unusable answer reported is kept", async () => {
  const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
  const server = await replayServer(sendJson({ choices: [], usage }));
  const { verdict } = await ask(testProvider(server.origin));
  expect(verdict).toMatchObject({ kind: "retry", usage: { kind: "reported", totalTokens: 7 } });
});

test("messages say what came and what to do, on one line", async () => {
  const login = await settle("any/login-page");
  expect(login.outcome).toMatchObject({
    message:
      'HTTP 200: a page (text/html; charset=utf-8) came instead of an answer: "Sign in". ' +
      "Check `baseUrl`, or a proxy that wants a login",
  });
  const server = await replayServer({ kind: "send", bytes: fixture("spark/11200.http") });
  const { verdict } = await ask(testProvider(server.origin, { provider: "spark" }));
  expect(verdict).toMatchInlineSnapshot(`
    {
      "code": "spark_11200",
      "kind": "stop",
      "message": "HTTP 500, code 11200: AppIdNoAuthError (sid: cha000ae93b@dx1905cd86d6bb86d552). Claim quota for this very model in the console, and use its own APIPassword",
    }
  `);
});

test("a long message is cut and stays one line", async () => {
  const server = await replayServer(sendJson({ error: { message: "too\nlong ".repeat(1000) } }, "400 Bad Request"));
  const { verdict } = await ask(testProvider(server.origin));
  if (verdict.kind !== "settled" || verdict.outcome.kind !== "failed") throw new Error(verdict.kind);
  expect(verdict.outcome.message).toMatch(/^HTTP 400: (too long ){20,}.*…$/);
  expect(verdict.outcome.message.length).toBeLessThan(320);
});
