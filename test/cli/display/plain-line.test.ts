import { expect, test } from "vitest";
import { renderPlainLine } from "../../../src/cli/display/plain-line.ts";

test("a log line says how each model stands", () => {
  const common = { total: 300, rateLimited: 0, currency: null, cost: null, limit: 8, failed: 0 };
  const line = renderPlainLine({
    runId: "nightly",
    simulated: true,
    elapsedMs: 20_000,
    budget: [],
    notice: [],
    lanes: [
      {
        ...common,
        model: "Claude",
        settled: 120,
        inFlight: 8,
        tokens: 5200,
        requestsPerSecond: 6.1,
        remainingMs: 29_000,
        condition: { kind: "sending" },
        leftOut: [],
      },
      {
        ...common,
        model: "星火",
        settled: 300,
        inFlight: 0,
        tokens: 9100,
        failed: 3,
        rateLimited: 4,
        requestsPerSecond: null,
        remainingMs: null,
        cost: 0.5,
        currency: "CNY",
        condition: { kind: "done" },
        leftOut: [],
      },
    ],
  });
  expect(line).toMatchInlineSnapshot(
    `"SIMULATED nightly 0:20 · Claude 120/300 (40%), 6.1 req/s, 8 in flight of 8, 5.2K tokens, ETA 0:29 · 星火 300/300 (100%), 3 failed, 4 429s, 9.1K tokens, 0.5000 CNY, done"`,
  );
});

test("a log line says until when a model is held, and which endpoints it goes on without", () => {
  const until = new Date(2026, 10, 23, 0, 30).getTime();
  const reason = { code: "connection_refused", message: "connection refused" };
  const lane = {
    model: "Claude",
    total: 3000,
    settled: 2000,
    failed: 0,
    inFlight: 0,
    limit: 8,
    rateLimited: 0,
    tokens: 5200,
    cost: null,
    currency: null,
    requestsPerSecond: null,
    remainingMs: null,
    leftOut: [{ endpoint: "http://gpu-1:8000/v1", reason }],
  };
  const line = renderPlainLine({
    runId: "nightly",
    simulated: false,
    elapsedMs: 20_000,
    budget: [],
    notice: [],
    lanes: [
      { ...lane, condition: { kind: "held", hold: { kind: "quota", until, requestsPerDay: 2000 } } },
      { ...lane, model: "Qwen", leftOut: [], condition: { kind: "held", hold: { kind: "window", until } } },
    ],
  });
  expect(line).toMatchInlineSnapshot(
    `"nightly 0:20 · Claude 2,000/3,000 (66%), 0 in flight of 8, 5.2K tokens, without http://gpu-1:8000/v1, held until Mon 00:30: 2,000 requests a day used up · Qwen 2,000/3,000 (66%), 0 in flight of 8, 5.2K tokens, held until Mon 00:30 by limits.between"`,
  );
});
