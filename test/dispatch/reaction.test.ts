import { expect, test } from "vitest";
import type { RetryPolicy } from "../../src/core/config.ts";
import { reactTo } from "../../src/dispatch/reaction.ts";
import type { Verdict } from "../../src/providers/provider.ts";
import { defaultRetry } from "./support/lane-under-test.ts";
import { again, completed, noUsage, stop, usageOf } from "./support/verdicts.ts";

const now = Date.UTC(2026, 0, 1);

function react(verdict: Verdict, failures: number, retry: Partial<RetryPolicy> = {}, attempts = failures) {
  const counts = { attempts, failures, loadings: attempts - failures };
  return reactTo(verdict, counts, { ...defaultRetry, ...retry }, () => 0.5, now);
}

test("an answer is recorded as it is", () => {
  const usage = usageOf(3, 4);
  expect(react(completed(usage), 0)).toMatchObject({
    kind: "record",
    outcome: { kind: "completed", text: "yes" },
    usage,
  });
});

test("a fatal answer stops the lane, and a cut request leaves its task unsettled", () => {
  expect(react(stop, 0)).toEqual({
    kind: "stop",
    stop: { code: "invalid_api_key", message: "the key is not accepted" },
  });
  expect(react({ kind: "aborted" }, 0)).toEqual({ kind: "leave-unsettled" });
});

test("rate limits leave the waiting to the account, however many there were", () => {
  for (const reaction of ["rate-limit", "concurrency-limit"] as const) {
    expect(react(again(reaction, 5000), 0, {}, 1000)).toEqual({ kind: "ask-again" });
  }
});

test("a transient failure waits longer each time and fails at the last attempt, saying how many there were", () => {
  const usage = usageOf(1, 2);
  const reactions = [1, 2, 3, 4, 5].map((failures) => react(again("retry", null, usage), failures));
  expect(reactions).toEqual([
    ...[250, 500, 1000, 2000].map((delayMs) => ({ kind: "wait", delayMs })),
    {
      kind: "record",
      outcome: { kind: "failed", code: "code-of-retry", message: "try again (after 5 attempts)" },
      usage,
    },
  ]);
});

test("a doubtful answer gets three attempts, or fewer where fewer are allowed", () => {
  expect(react(again("retry-few"), 2).kind).toBe("wait");
  expect(react(again("retry-few"), 3)).toMatchObject({ outcome: { message: "try again (after 3 attempts)" } });
  expect(react(again("retry-few"), 1, { maximumAttempts: 1 })).toEqual({
    kind: "record",
    outcome: { kind: "failed", code: "code-of-retry-few", message: "try again (after 1 attempt)" },
    usage: noUsage,
  });
});

test("attempts answered with a rate limit count in the message but are not used up", () => {
  expect(react(again("retry"), 4, {}, 9).kind).toBe("wait");
  expect(react(again("retry"), 5, {}, 9)).toMatchObject({ outcome: { message: "try again (after 9 attempts)" } });
});

test("a loading endpoint is waited for beyond any number of attempts", () => {
  expect(react(again("loading"), 0, {}, 100)).toEqual({ kind: "wait", delayMs: 15_000 });
});

test("a wait that the endpoint asks for is honoured for the task, over a minute too", () => {
  expect(react(again("retry", 120_000), 1)).toEqual({ kind: "wait", delayMs: 123_000 });
  expect(react(again("loading", 2000), 0, {}, 1)).toEqual({ kind: "wait", delayMs: 2050 });
});

test("a wait beyond the longest one allowed stops the lane and names when to resume", () => {
  expect(react(again("retry", 900_000), 1).kind).toBe("wait");
  expect(react(again("retry", 3_600_000), 1)).toEqual({
    kind: "stop",
    stop: {
      code: "wait_too_long",
      message:
        "the endpoint asks to wait until 2026-01-01T01:00:00.000Z (3600 s), longer than retry.maximumWaitMs allows (900 s): resume then",
    },
  });
});

test("a wait longer than time itself is still a message, not a defect", () => {
  expect(react(again("retry", Number.MAX_VALUE), 1)).toMatchObject({ kind: "stop", stop: { code: "wait_too_long" } });
});

test("a failure at the last attempt is recorded even when the endpoint asks for a long wait", () => {
  expect(react(again("retry", 3_600_000), 5).kind).toBe("record");
});
