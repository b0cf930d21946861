import { expect, test } from "vitest";
import { usageRows } from "../../src/tables/usage.ts";
import { dollars, makePlan, makePrompt, makeRecord, makeRun, sourceOf } from "./grid.ts";

test("a model without a record has zero counts and unknown sums", async () => {
  const run = makeRun(makePlan(["A"], ["v1", "v2"], 3), 5, ["prompt"]);
  const rows = await usageRows(sourceOf([]), run, dollars);
  expect(rows.map((row) => row.template)).toEqual(["v1", "v2"]);
  expect(rows[0]).toMatchObject({ tasks: 15, completed: 0, refused: 0, failed: 0, cancelled: 15, usage_absent: 0 });
  expect(rows[0]).toMatchObject({ prompt_tokens: null, cost: null, currency: null, attempts: 0 });
  expect(rows[0]).toMatchObject({ latency_p50_ms: null, queue_p50_ms: null, requests_per_s: 0 });
});

test("a run that was never filled has no request rate", async () => {
  const run = makeRun(makePlan(["A"]), 5, ["prompt"], { wallMs: 0 });
  const [row] = await usageRows(sourceOf([]), run, []);
  expect(row).toMatchObject({ wall_s: 0, requests_per_s: null });
});

// numpy.quantile([100, 200, ..., 1000], [0.5, 0.95, 0.99]) = 550, 955, 991; queue times without latency count too.
test("latency and queue quantiles are those of the model's own records", async () => {
  const plan = makePlan(["A", "B"]);
  const rows = Array.from({ length: 10 }, (_unused, position) => ({
    prompt: makePrompt(position, {}),
    records: [
      makeRecord(plan, position, { latencyMs: 1000 - position * 100, queueMs: position }),
      makeRecord(plan, position, { lane: 1, latencyMs: null, queueMs: 7.04 }),
    ],
  }));
  const [a, b] = await usageRows(sourceOf(rows), makeRun(plan, 10, []), []);
  expect(a).toMatchObject({ latency_p50_ms: 550, latency_p95_ms: 955, latency_p99_ms: 991, queue_p50_ms: 4.5 });
  expect(b).toMatchObject({ latency_p50_ms: null, latency_p99_ms: null, queue_p50_ms: 7 });
});

test("a cost keeps its digits and loses the noise of binary fractions; without a cost there is no currency", async () => {
  const plan = makePlan(["A", "B"]);
  const counts = { completed: 1, refused: 0, failed: 0, usageAbsent: 0, attempts: 1, rateLimited: 0, template: 0 };
  const unknown = { promptTokens: null, completionTokens: null, totalTokens: null, cachedTokens: null };
  const totals = [1234.56 + 0.1 + 0.2, null].map((cost, lane) => ({
    ...counts,
    ...unknown,
    reasoningTokens: null,
    lane,
    cost,
  }));
  const rows = await usageRows(sourceOf([], totals), makeRun(plan, 1, []), dollars);
  expect(rows.map((row) => [row.cost, row.currency])).toEqual([
    [1234.86, "USD"],
    [null, null],
  ]);
});
