import { expect, test } from "vitest";
import { sendReportOf } from "../../src/dispatch/send-report.ts";
import type { Verdict } from "../../src/providers/provider.ts";
import { again, completed, failed, stop, usageOf } from "./support/verdicts.ts";

function reportOf(verdict: Verdict, httpStatus: number | null = 200) {
  return sendReportOf({ verdict, httpStatus });
}

test("an answer reports its tokens, or that they are not known", () => {
  expect(reportOf(completed(usageOf(3, 4)))).toEqual({ kind: "answered", tokens: 7 });
  expect(reportOf(completed())).toEqual({ kind: "answered", tokens: null });
});

test("tokens are added up where the total is missing, and not guessed where a part is", () => {
  const parts = { ...usageOf(3, 4), totalTokens: null };
  expect(reportOf(completed(parts))).toEqual({ kind: "answered", tokens: 7 });
  expect(reportOf(completed({ ...parts, promptTokens: null }))).toEqual({ kind: "answered", tokens: null });
});

test("a refused request consumed nothing, but it was an answer", () => {
  expect(reportOf(failed("context_length_exceeded"))).toEqual({ kind: "answered", tokens: 0 });
});

test("every kind of limit pauses the account, and one that may be for good says so", () => {
  for (const reaction of ["rate-limit", "rate-limit-few", "concurrency-limit"] as const) {
    const isDoubtful = reaction === "rate-limit-few";
    const message = expect.stringMatching(/\S/);
    expect(reportOf(again(reaction, 2000))).toEqual({ kind: "rate-limited", retryAfterMs: 2000, message, isDoubtful });
  }
});

test("whatever else went wrong consumed what was reported, usually nothing", () => {
  expect(reportOf(again("retry", 2000))).toEqual({ kind: "failed", tokens: 0 });
  expect(reportOf(again("retry-few", null, usageOf(3, 4)))).toEqual({ kind: "failed", tokens: 7 });
  expect(reportOf(stop)).toEqual({ kind: "failed", tokens: 0 });
});

test("without an answer nothing is known: the connection failed, time ran out, or the request was cut", () => {
  expect(reportOf(again("retry"), null)).toEqual({ kind: "lost" });
  expect(reportOf(stop, null)).toEqual({ kind: "lost" });
  expect(reportOf({ kind: "aborted" }, null)).toEqual({ kind: "lost" });
});

test("a request that never came to its endpoint was not sent, and spends nothing of any limit", () => {
  const reportOfCode = (code: string) =>
    reportOf(
      { kind: "retry", reaction: "retry", code, message: "", retryAfterMs: null, usage: { kind: "absent" } },
      null,
    );
  for (const code of ["connection_refused", "connect_timeout", "network_unreachable", "dns_unavailable"]) {
    expect(reportOfCode(code)).toEqual({ kind: "unsent" });
  }
  expect(reportOfCode("connection_reset")).toEqual({ kind: "lost" });
});
