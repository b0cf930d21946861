import { expect, test } from "vitest";
import type { Price } from "../../../src/core/config.ts";
import { billOf } from "../../../src/dispatch/budget/attempt-bill.ts";
import type { Attempt, Verdict } from "../../../src/providers/provider.ts";
import { again, completed, failed, stop, usageOf } from "../support/verdicts.ts";

const price: Price = { input: 1, output: 2, cachedInput: null, currency: "CNY" };

function attempt(verdict: Verdict, httpStatus: number | null, wasSent = true): Attempt {
  return {
    startedAt: 0,
    latencyMs: null,
    ttftMs: null,
    httpStatus,
    wasSent,
    announced: null,
    requestId: null,
    returnedModel: null,
    raw: null,
    verdict,
  };
}

const aborted: Verdict = { kind: "aborted" };

test.each([
  ["reported usage is what was spent", attempt(completed(usageOf(1000, 500)), 200), "metered"],
  ["usage reported with an error counts", attempt(again("retry", null, usageOf(10, 0)), 500), "metered"],
  ["an answer without usage may have been billed", attempt(completed(), 200), "unmetered"],
  ["a useless answer without usage, too", attempt(failed("no_choices"), 200), "unmetered"],
  ["a rate limit is free", attempt(again("rate-limit"), 429), "free"],
  ["a rate limit in an answer with status 200 is free", attempt(again("rate-limit"), 200), "free"],
  ["a refused key in one, too", attempt(stop, 200), "free"],
  ["not when tokens came before", { ...attempt(again("rate-limit"), 200), ttftMs: 5 }, "unmetered"],
  ["an error status is free", attempt(again("retry"), 503), "free"],
  ["a refused key is free", attempt(stop, 401), "free"],
  ["a timed-out or reset request may have been billed", attempt(again("retry"), null), "unmetered"],
  ["a cut request may have been billed", attempt(aborted, null), "unmetered"],
  ["what never went onto a socket is free", attempt(again("retry"), null, false), "free"],
] as const)("%s", (_, made, kind) => {
  expect(billOf(made, price).kind).toBe(kind);
});

test("cost and tokens are those that the endpoint reported, reasoning outside of the completion included", () => {
  const usage = { ...usageOf(1000, 500), totalTokens: 1900 };
  expect(billOf(attempt(completed(usage), 200), price)).toEqual({
    kind: "metered",
    spend: { tokens: 1900, cost: 0.002, currency: "CNY" },
  });
});

test("usage that contradicts itself is none", () => {
  const usage = { ...usageOf(10, 5), cachedTokens: 11 };
  expect(billOf(attempt(completed(usage), 200), price).kind).toBe("unmetered");
});
