import { expect, test } from "vitest";
import { promptAsJson, renderPrompt } from "../../src/cli/prompt-text.ts";
import type { GridRecord, GridRow } from "../../src/store/store.ts";
import { storedRun } from "./support/run-values.ts";

const record: GridRecord = {
  lane: 0,
  template: 0,
  repeat: 1,
  cell: 0,
  outcome: {
    kind: "completed",
    text: "Rain falls\u001b[2J\nsoftly",
    reasoning: null,
    toolCalls: null,
    finishReason: "stop",
  },
  usage: {
    kind: "reported",
    promptTokens: 12,
    completionTokens: 7,
    totalTokens: 19,
    cachedTokens: null,
    reasoningTokens: null,
  },
  cost: 0.0125,
  attempts: 1,
  rateLimited: 0,
  queueMs: 3,
  retryMs: 0,
  latencyMs: 812,
  ttftMs: null,
  startedAt: Date.UTC(2026, 10, 22),
  requestId: "req_1",
  returnedModel: "claude-1",
  httpStatus: 200,
  raw: new TextEncoder().encode('{"answer":"雨"}'),
};

const row: GridRow = {
  prompt: {
    position: 0,
    promptSet: "prompts/a.csv",
    row: 2,
    line: 3,
    id: "rain",
    columns: { id: "rain", prompt: "Write\nabout rain" },
  },
  records: [
    record,
    {
      ...record,
      lane: 1,
      repeat: 2,
      outcome: { kind: "failed", code: "empty-body", message: "HTTP 200 without a body" },
      usage: { kind: "absent" },
      cost: null,
      attempts: 5,
      rateLimited: 2,
      latencyMs: null,
      requestId: null,
      returnedModel: null,
      raw: null,
    },
  ],
};

test("a prompt is shown with its cells and every record", () => {
  expect(renderPrompt(storedRun, row, true)).toMatchInlineSnapshot(`
    "Prompt rain (prompts/a.csv, row 2, line 3) in run r1 SIMULATED

    id:
        rain

    prompt:
        Write
        about rain

    Claude #1: completed (stop)
      latency 812 ms, queued 3 ms, between attempts 0 ms, 1 attempt, sent 2026-11-22T00:00:00.000Z
      usage 12 prompt + 7 completion = 19 tokens, cost 0.01250
      HTTP 200, request id req_1, model claude-1
      text:
        Rain falls [2J
        softly
      raw response:
        {"answer":"雨"}

    讯飞星火 #2: failed, empty-body: HTTP 200 without a body
      latency –, queued 3 ms, between attempts 0 ms, 5 attempts, 2 rate limited, sent 2026-11-22T00:00:00.000Z
      usage not reported
      HTTP 200
      raw response:
        not stored
    "
  `);
});

test("raw bodies are only shown on request", () => {
  expect(renderPrompt(storedRun, row, false)).not.toContain("雨");
  expect(JSON.stringify(promptAsJson(storedRun, row, false))).not.toContain("raw");
});

test("as JSON the answer is exact and models have their names", () => {
  expect(promptAsJson(storedRun, row, true)).toMatchObject({
    run: "r1",
    simulated: true,
    prompt: { id: "rain" },
    records: [
      {
        model: "Claude",
        template: "default",
        outcome: { text: "Rain falls\u001b[2J\nsoftly" },
        raw: '{"answer":"雨"}',
      },
      { model: "讯飞星火", usage: { kind: "absent" }, raw: null },
    ],
  });
});
