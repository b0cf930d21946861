import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import type { Model } from "../../src/core/config.ts";
import { planLane } from "../../src/plan/plan-lane.ts";

function model(fields: Readonly<Record<string, unknown>>): Model {
  const config = resolveConfig(
    { models: [{ name: "a", model: "m", baseUrl: "https://api.example.com/v1", ...fields }] },
    { directory: "/", file: null, environment: {} },
  );
  const [only] = config.models;
  if (only === undefined) throw new Error("no model");
  return only;
}

describe("planLane", () => {
  test("what is unknown stays null", () => {
    expect(planLane({ model: model({}), tasks: 10, promptTokens: 1000 })).toEqual({
      model: "a",
      tasks: 10,
      promptTokens: 1000,
      completionTokensAtMost: null,
      cost: null,
      leastDuration: null,
      holds: [],
    });
  });

  test("the cost lies between empty answers and the longest that are allowed", () => {
    const price = { input: 2, output: 10, currency: "EUR" };
    const priced = model({ price, params: { max_tokens: 500 } });
    expect(planLane({ model: priced, tasks: 100, promptTokens: 1_000_000 })).toMatchObject({
      completionTokensAtMost: 50_000,
      cost: { low: 2, high: 2.5, currency: "EUR" },
    });
    expect(planLane({ model: model({ price }), tasks: 100, promptTokens: 1_000_000 }).cost).toEqual({
      low: 2,
      high: null,
      currency: "EUR",
    });
  });

  test("max_completion_tokens limits answers where both are set", () => {
    const limited = model({ params: { max_tokens: 5, max_completion_tokens: 7 } });
    expect(planLane({ model: limited, tasks: 2, promptTokens: 0 }).completionTokensAtMost).toBe(14);
  });

  test.each([
    [{ requestsPerMinute: 60 }, { durationMs: 100_000, bound: "requestsPerMinute" }],
    [{ tokensPerMinute: 1000 }, { durationMs: 300_000, bound: "tokensPerMinute" }],
    [{ requestsPerDay: 40 }, { durationMs: 2 * 86_400_000, bound: "requestsPerDay" }],
    [{ concurrency: 3 }, { durationMs: 34_000, bound: "concurrency" }],
    [
      { requestsPerMinute: 60, tokensPerMinute: 100_000, concurrency: 64 },
      { durationMs: 100_000, bound: "requestsPerMinute" },
    ],
  ])("of %j the slowest bounds the duration", (limits, leastDuration) => {
    expect(planLane({ model: model({ limits }), tasks: 100, promptTokens: 5000 }).leastDuration).toEqual(leastDuration);
  });

  test("several endpoints bound the duration together, and not when one of them states no limit", () => {
    const limited = model({ limits: { requestsPerMinute: 60, between: "08:00-09:00 UTC" } });
    const other = { baseUrl: "http://two/v1", apiKeyEnv: null, provider: limited.provider, headers: {} };
    const limits = { ...limited.limits, requestsPerDay: 5, between: null };
    const both = planLane({
      model: { ...limited, otherEndpoints: [{ ...other, limits }] },
      tasks: 100,
      promptTokens: 0,
    });
    expect(both.leastDuration).toEqual({ durationMs: 50_000, bound: "requestsPerMinute" });
    expect(both.holds).toEqual([
      `${limited.baseUrl}: only between 08:00-09:00 UTC`,
      "http://two/v1: at most 5 requests in any 24 hours",
    ]);
    const unlimited = { ...other, limits: { ...limits, requestsPerMinute: null } };
    expect(
      planLane({ model: { ...limited, otherEndpoints: [unlimited] }, tasks: 100, promptTokens: 0 }).leastDuration,
    ).toBeNull();
  });

  test("the latency behind the concurrency bound can be stated", () => {
    const { leastDuration } = planLane(
      { model: model({ limits: { concurrency: 10 } }), tasks: 95, promptTokens: 0 },
      200,
    );
    expect(leastDuration).toEqual({ durationMs: 2000, bound: "concurrency" });
  });
});
