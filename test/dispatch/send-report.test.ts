import { expect, test } from "vitest";
import { sendReportOf } from "../../src/dispatch/send-report.ts";
import { again, completed, failed, stop, usageOf } from "./support/verdicts.ts";

test("an answer reports its tokens, or that they are not known", () => {
  expect(sendReportOf(completed(usageOf(3, 4)))).toEqual({ kind: "answered", tokens: 7 });
  expect(sendReportOf(completed())).toEqual({ kind: "answered", tokens: null });
});

test("tokens are added up where the total is missing, and not guessed where a part is", () => {
  const parts = { ...usageOf(3, 4), totalTokens: null };
  expect(sendReportOf(completed(parts))).toEqual({ kind: "answered", tokens: 7 });
  expect(sendReportOf(completed({ ...parts, promptTokens: null }))).toEqual({ kind: "answered", tokens: null });
});

test("a refused request consumed nothing, but it was an answer", () => {
  expect(sendReportOf(failed("context_length_exceeded"))).toEqual({ kind: "answered", tokens: 0 });
});

test("both kinds of limit pause the account", () => {
  for (const reaction of ["rate-limit", "concurrency-limit"] as const) {
    expect(sendReportOf(again(reaction, 2000))).toEqual({ kind: "rate-limited", retryAfterMs: 2000 });
  }
});

test("whatever else went wrong consumed what was reported, usually nothing", () => {
  expect(sendReportOf(again("retry", 2000))).toEqual({ kind: "failed", tokens: 0 });
  expect(sendReportOf(again("retry-few", null, usageOf(3, 4)))).toEqual({ kind: "failed", tokens: 7 });
  expect(sendReportOf(stop)).toEqual({ kind: "failed", tokens: 0 });
  expect(sendReportOf({ kind: "aborted" })).toEqual({ kind: "failed", tokens: 0 });
});
