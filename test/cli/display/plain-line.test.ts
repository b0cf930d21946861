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
