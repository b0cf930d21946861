import { describe, expect, test } from "vitest";
import type { ProviderName } from "../../src/core/config.ts";
import { response, sendJson } from "../support/replay-server.ts";
import { verdictLine } from "../support/test-provider.ts";
import {
  askStream,
  chunk,
  DONE,
  event,
  PARIS,
  settledStream,
  STOP,
  streamScene,
  USAGE,
  USAGE_CHUNK,
  WHOLE,
} from "./support/streams.ts";

const REPORTED = { kind: "reported", promptTokens: 14, completionTokens: 8, totalTokens: 22 };
const PLAIN = { kind: "completed", text: "Paris.", reasoning: null, toolCalls: null, finishReason: "stop" };

test("a stream is the completion that its chunks are pieces of, and its body is kept as received", async () => {
  const attempt = await settledStream(streamScene(WHOLE, ["x-request-id: r-1"]));
  expect(attempt.outcome).toEqual(PLAIN);
  expect(attempt.usage).toEqual({ ...REPORTED, cachedTokens: null, reasoningTokens: null });
  expect(attempt).toMatchObject({ httpStatus: 200, requestId: "r-1", returnedModel: "m-1" });
  expect(Buffer.from(attempt.raw ?? []).toString()).toBe(WHOLE);
  expect(attempt.ttftMs).toBeGreaterThan(0);
  expect(attempt.ttftMs).toBeLessThanOrEqual(attempt.latencyMs ?? 0);
});

test("Spark's stream, without a space after data: and without finish_reason, is a completion", async () => {
  const sid = "cha000b0003@dx1905cd86d6bb86d552";
  const part = (content: string, more: object = {}) =>
    `data:${JSON.stringify({ code: 0, message: "Success", sid, choices: [{ delta: { content }, index: 0 }], ...more })}\n\n`;
  const body = `${part("你")}${part("好")}${part("", { usage: USAGE })}data:[DONE]\n\n`;
  const attempt = await settledStream(body, "spark");
  expect(attempt.outcome).toEqual({ ...PLAIN, text: "你好", finishReason: null });
  expect(attempt.usage).toMatchObject(REPORTED);
  expect(attempt.requestId).toBe(sid);
});

describe("what servers do to a stream does not change its answer:", () => {
  test.each<[name: string, body: string]>([
    ["`[DONE] ` with spaces", WHOLE.replace("[DONE]", "[DONE]  ")],
    ["empty data", `data: \n\n${PARIS}data:\n\n${STOP}data\n\n${USAGE_CHUNK}${DONE}`],
    ["comments", `: OPENROUTER PROCESSING\n\n:\n${PARIS}: ping\n\n${STOP}${USAGE_CHUNK}${DONE}`],
    ["CRLF", WHOLE.replaceAll("\n", "\r\n")],
    ["CR", WHOLE.replaceAll("\n", "\r")],
    ["no space after data:", WHOLE.replaceAll("data: ", "data:")],
    ["event, id and retry fields", WHOLE.replaceAll("data: ", "event: message\nid: 7\nretry: 10\ndata: ")],
    ["an event over several data lines", WHOLE.replaceAll('"choices":', '\ndata: "choices":')],
    ["a byte order mark", `\uFEFF${WHOLE}`],
    ["white space before it", `\n\n  \n${WHOLE}`],
    ["no blank line after the last event", WHOLE.trimEnd()],
    ["no [DONE] after finish_reason and usage", PARIS + STOP + USAGE_CHUNK],
    ["everything after the text twice", WHOLE + STOP + USAGE_CHUNK + DONE],
    ["a ping event without choices", `event: ping\n${event({ type: "ping" })}${WHOLE}`],
    ["a second choice", chunk({ content: "Rome" }, { index: 1 }) + WHOLE],
    ["an error that is none", WHOLE.replaceAll('"id":', '"error":null,"code":0,"id":')],
    [
      "usage in every chunk: the last one counts",
      (PARIS + STOP).replaceAll('"id":', '"usage":{"prompt_tokens":14,"completion_tokens":1,"total_tokens":15},"id":') +
        USAGE_CHUNK +
        DONE,
    ],
    ["usage null in every chunk but the last", (PARIS + STOP).replaceAll('"id":', '"usage":null,"id":') + USAGE_CHUNK],
    ["usage before the finish", chunk({}, {}, { usage: USAGE }) + PARIS + STOP + DONE],
  ])("%s", async (_name, body) => {
    const attempt = await settledStream(body);
    expect(attempt.outcome).toEqual(PLAIN);
    expect(attempt.usage).toMatchObject(REPORTED);
    expect(attempt.ttftMs).not.toBeNull();
  });

  test("another Content-Type", async () => {
    const bytes = response("200 OK", ["Content-Type: application/json"], WHOLE);
    expect((await settledStream({ kind: "send", bytes })).outcome).toEqual(PLAIN);
  });
});

describe("of a stream nothing is lost and nothing invented:", () => {
  const content = (...pieces: readonly string[]) =>
    `${pieces.map((piece) => chunk({ content: piece })).join("")}${STOP}`;

  test.each<[name: string, body: string, outcome: object]>([
    ["halves of a character in two chunks are joined", content("a\ud83d", "\ude00b"), { text: "a😀b" }],
    ["a duplicated chunk is kept as sent", content("ha", "ha", "!"), { text: "haha!" }],
    ["line breaks and spaces are text", content("a\n", " ", "\u2028", "\tb\r\n"), { text: "a\n \u2028\tb\r\n" }],
    ["text that looks like an event is text", content("data: [DONE]\n\n", "x"), { text: "data: [DONE]\n\nx" }],
    ["text after finish_reason is text", `${PARIS}${STOP}${chunk({ content: "!" })}${DONE}`, { text: "Paris.!" }],
    ["content as parts", chunk({ content: [{ type: "text", text: "Par" }] }) + content("is."), { text: "Paris." }],
    ["an answer of no words is an empty text", chunk({ content: "" }) + STOP, { text: "" }],
    [
      "reasoning stands beside the text",
      chunk({ reasoning_content: "Hm", content: null }) + chunk({ reasoning_content: "m." }) + PARIS + STOP,
      { text: "Paris.", reasoning: "Hmm." },
    ],
    ["OpenRouter's reasoning too", chunk({ reasoning: "Hm." }) + PARIS + STOP, { text: "Paris.", reasoning: "Hm." }],
    [
      "reasoning until the limit is an answer without text",
      chunk({ reasoning: "Hm" }) + chunk({}, { finish_reason: "length" }),
      { text: null, reasoning: "Hm", finishReason: "length" },
    ],
    ["an unknown finish_reason is kept", PARIS + chunk({}, { finish_reason: "abort" }), { finishReason: "abort" }],
    [
      "a whole message in place of deltas",
      event({ choices: [{ index: 0, message: { content: "Paris." }, finish_reason: "stop" }] }) + DONE,
      { text: "Paris." },
    ],
    ["an error's words within the text are text", content('{"error":{"code":1}}'), { text: '{"error":{"code":1}}' }],
  ])("%s", async (_name, body, outcome) => {
    const attempt = await settledStream(body);
    expect(attempt.outcome).toMatchObject({ kind: "completed", ...outcome });
    expect(attempt.usage).toEqual({ kind: "absent" });
  });

  test.each<[name: string, deltas: readonly object[], calls: readonly object[]]>([
    [
      "arguments in pieces, two calls at once",
      [
        {
          content: null,
          tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } }],
        },
        { tool_calls: [{ index: 1, id: "b", type: "function", function: { name: "g", arguments: '{"y"' } }] },
        { tool_calls: [{ index: 0, function: { arguments: '{"x":' } }] },
        {
          tool_calls: [
            { index: 0, id: "", function: { name: null, arguments: "1}" } },
            { index: 1, function: { arguments: ":2}" } },
          ],
        },
      ],
      [
        { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
        { id: "b", type: "function", function: { name: "g", arguments: '{"y":2}' } },
      ],
    ],
    [
      "whole calls that all have index 0",
      [
        { tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "{}" } }] },
        { tool_calls: [{ index: 0, id: "b", function: { name: "f", arguments: "{}" } }] },
      ],
      [
        { id: "a", function: { name: "f", arguments: "{}" } },
        { id: "b", function: { name: "f", arguments: "{}" } },
      ],
    ],
    [
      "no index at all",
      [
        { tool_calls: [{ id: "a", function: { name: "f", arguments: '{"x"' } }] },
        { tool_calls: [{ function: { arguments: ":1}" } }] },
      ],
      [{ id: "a", function: { name: "f", arguments: '{"x":1}' } }],
    ],
    [
      "the older function_call",
      [{ function_call: { name: "f", arguments: '{"x"' } }, { function_call: { arguments: ":1}" } }],
      [{ name: "f", arguments: '{"x":1}' }],
    ],
  ])("tool calls: %s", async (_name, deltas, calls) => {
    const body = deltas.map((delta) => chunk(delta)).join("") + chunk({}, { finish_reason: "tool_calls" }) + DONE;
    const { outcome, ttftMs } = await settledStream(body);
    if (outcome.kind !== "completed") throw new Error(outcome.kind);
    expect(outcome.text).toBeNull();
    expect(JSON.parse(outcome.toolCalls ?? "")).toEqual(calls);
    expect(ttftMs).not.toBeNull();
  });
});

describe("a stream that is no complete answer is none:", () => {
  const error = (value: unknown) => event({ error: value });
  test.each<[name: string, body: string, verdict: string, provider?: ProviderName]>([
    ["an error as first event", error({ code: 502, message: "upstream" }), "retry server_error"],
    ["a rate limit as first event", error({ code: "rate_limit_exceeded" }), "rate-limit rate_limited"],
    ["a bad key as first event", error({ code: "invalid_api_key" }), "stop unauthorized"],
    ["a flat error", event({ object: "error", code: 400, message: "bad" }), "failed invalid_request"],
    [
      "a native error",
      `event: error\n${event({ type: "error", error: { type: "overloaded_error" } })}`,
      "rate-limit overloaded",
      "anthropic",
    ],
    [
      "an error event whose data has another shape",
      `event: error\n${event({ code: 503, message: "busy" })}`,
      "retry server_error",
    ],
    ["an error event that is no JSON", "event: error\ndata: worker died\n\n", "retry-few error_in_success"],
    ["a bare line of JSON", `{"error":{"code":503}}\n`, "retry server_error"],
    ["a bare line of JSON after text", `${PARIS}{"error":{"code":503}}\n`, "retry server_error"],
    ["Spark's quota as first event", 'data:{"error":{"code":"11200","message":"no"}}\n\n', "stop spark_11200", "spark"],
    ["Spark's rate limit as first event", 'data:{"code":11202,"message":"x"}\n\n', "rate-limit spark_11202", "spark"],
    ["text, then an error", PARIS + error({ code: 502 }), "retry server_error"],
    ["text, the end, then an error", PARIS + STOP + error({ code: 502 }), "retry server_error"],
    ["text, [DONE], then an error", WHOLE + error({ code: 502 }), "retry server_error"],
    ["text, a complaint, then [DONE]", PARIS + event({ message: "worker died" }) + DONE, "retry-few error_in_success"],
    [
      "text, a framework's complaint, then [DONE]",
      PARIS + event({ detail: "died" }) + DONE,
      "retry-few error_in_success",
    ],
    [
      "an error inside a choice",
      PARIS + chunk({}, { error: { code: 502 }, finish_reason: "error" }),
      "retry server_error",
    ],
    [
      "text, then a number other than success",
      `${PARIS}${event({ code: 10008, choices: [] })}`,
      "retry spark_10008",
      "spark",
    ],
    ["text, and no more", PARIS, "retry-few incomplete_stream"],
    [
      "text with usage in every chunk, and no more",
      PARIS.replaceAll('"id":', '"usage":{"prompt_tokens":1},"id":'),
      "retry-few incomplete_stream",
    ],
    [
      "the first chunk with usage, and no more",
      chunk({ content: "" }, {}, { usage: USAGE }),
      "retry-few incomplete_stream",
    ],
    [
      "usage beside a word, and no more",
      PARIS + chunk({ content: "!" }, {}, { usage: USAGE }),
      "retry-few incomplete_stream",
    ],
    ["usage, then a word, and no more", PARIS + USAGE_CHUNK + chunk({ content: "!" }), "retry-few incomplete_stream"],
    ["text, and half of the next event", `${PARIS}${STOP.slice(0, 40)}`, "retry-few invalid_event"],
    ["text, the end, and half of the usage", `${PARIS}${STOP}${USAGE_CHUNK.slice(0, 40)}`, "retry-few invalid_event"],
    ["an event in the middle that is no JSON", `${PARIS}data: oops\n\n${STOP}${DONE}`, "retry-few invalid_event"],
    ["an event that is no object", `${PARIS}data: "oops"\n\n${STOP}${DONE}`, "retry-few invalid_event"],
    ["an event that is no JSON, then an error", `data: {"id\n\n${error({ code: 503 })}`, "retry server_error"],
    ["only [DONE]", DONE, "retry-few empty_stream"],
    ["only comments", ": ping\n\n: ping\n\n", "retry-few empty_stream"],
    ["only usage", USAGE_CHUNK + DONE, "retry-few empty_stream"],
    ["choices without content", chunk({}) + STOP + DONE, "retry-few no_content"],
    ["nothing", "", "retry-few empty_body"],
    ["a page that says it is a stream", "<html><title>Login</title></html>", "failed html_instead_of_json"],
  ])("%s", async (_name, body, verdict, provider = "generic") => {
    expect(verdictLine(await askStream(body, provider))).toBe(verdict);
  });

  test("an error's Retry-After, usage and request id are read as without streaming", async () => {
    const body = PARIS + chunk({}, {}, { usage: USAGE, sid: "s-1" }) + error({ code: 429, message: "slow down" });
    const attempt = await askStream(streamScene(body, ["Retry-After: 2"]));
    expect(attempt.verdict).toMatchObject({ reaction: "rate-limit", retryAfterMs: 2000, usage: REPORTED });
    expect(attempt.requestId).toBe("s-1");
    expect(Buffer.from(attempt.raw ?? []).toString()).toBe(body);
  });

  test("usage that an incomplete stream reported is kept", async () => {
    const { verdict } = await askStream(`${PARIS}${USAGE_CHUNK}data: oops\n\n`);
    expect(verdict).toMatchObject({ code: "invalid_event", usage: REPORTED });
    expect(verdict).toMatchObject({ message: 'HTTP 200: an event is no JSON object: "oops"' });
  });

  test("events under another status than 200 are its error", async () => {
    const bytes = response("429 Too Many", ["Retry-After: 1"], `id:1\nevent:error\n${error({ message: "slow" })}`);
    expect(verdictLine(await askStream({ kind: "send", bytes }))).toBe("rate-limit rate_limited after 1000");
    const text = { kind: "send", bytes: response("500 Oops", [], "data: worker died\n\n") } as const;
    expect((await askStream(text)).verdict).toMatchObject({
      code: "server_error",
      message: expect.stringContaining("worker died"),
    });
  });
});

describe("moderation in the middle of a stream refuses the answer, and the partial text is discarded:", () => {
  test.each<[name: string, body: string, code: string, provider: ProviderName]>([
    ["Spark's 10014", `${PARIS}data:{"code":10014,"message":"blocked","sid":"s"}\n\n`, "spark_10014", "spark"],
    ["Spark's 10013", `${PARIS}data:{"error":{"code":"10013","message":"blocked"}}\n\n`, "spark_10013", "spark"],
    [
      "finish_reason content_filter",
      PARIS + chunk({}, { finish_reason: "content_filter" }) + DONE,
      "content_filter",
      "openai",
    ],
    [
      "DashScope's inspection",
      PARIS + event({ error: { code: "data_inspection_failed" } }),
      "data_inspection_failed",
      "dashscope",
    ],
  ])("%s", async (_name, body, code, provider) => {
    const { outcome } = await settledStream(body, provider);
    expect(outcome).toMatchObject({ kind: "refused", code, text: null, reasoning: null, toolCalls: null });
  });

  test("usage that came with it is kept", async () => {
    const body = PARIS + chunk({}, { finish_reason: "content_filter" }) + USAGE_CHUNK + DONE;
    expect((await settledStream(body)).usage).toMatchObject(REPORTED);
  });

  test("the model's own refusal is told", async () => {
    const { outcome } = await settledStream(chunk({ refusal: "I " }) + chunk({ refusal: "won't." }) + STOP + DONE);
    expect(outcome).toMatchObject({ kind: "refused", code: "refusal", message: "I won't." });
  });
});

describe("where a stream was asked for and something else came, it is judged as ever:", () => {
  test("a completion in JSON is used, without a time to the first token", async () => {
    const json = { choices: [{ message: { content: "Paris." }, finish_reason: "stop" }], usage: USAGE };
    const attempt = await settledStream(sendJson(json));
    expect(attempt.outcome).toEqual(PLAIN);
    expect(attempt.usage).toMatchObject(REPORTED);
    expect(attempt.ttftMs).toBeNull();
    expect((await settledStream(streamScene(JSON.stringify(json, null, 2)))).outcome).toEqual(PLAIN);
  });

  test.each([
    ["an error in JSON", sendJson({ error: { code: 502 } }), "retry server_error"],
    ["no choices", sendJson({ choices: [] }), "retry-few empty_choices"],
    ["a single chunk as JSON", sendJson({ choices: [{ delta: { content: "x" } }] }), "retry-few no_message"],
    ["JSON that is cut off", streamScene('{"choices":[{"mess'), "retry truncated_json"],
    [
      "a stream that ends within a character",
      streamScene(Buffer.from(`${PARIS}data: "é`).subarray(0, -1)),
      "retry truncated_json",
    ],
    ["a 401", sendJson({ error: { message: "no" } }, "401 Unauthorized"), "stop unauthorized"],
  ] as const)("%s", async (_name, scene, verdict) => {
    const attempt = await askStream(scene);
    expect(verdictLine(attempt)).toBe(verdict);
    expect(attempt.ttftMs).toBeNull();
  });
});
