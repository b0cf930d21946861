import { expect, test } from "vitest";
import { renderLimits } from "../../src/cli/limits-text.ts";
import type { ControllerDecision } from "../../src/core/controller-decision.ts";
import type { LimitHistory } from "../../src/core/limit-history.ts";

const NOON = Date.UTC(2026, 10, 22, 12, 0, 0);

function historyOf(decisions: readonly ControllerDecision[], given: Partial<LimitHistory> = {}): LimitHistory {
  const times = { startedAt: NOON, endedAt: NOON + 600_000 };
  const account = "https://api.example.com/v1 (Qwen, 星火)";
  return { account, ...times, decisions, omitted: 0, concurrency: 37, pacing: null, ...given };
}

test("each decision is a line with its time and its reason", () => {
  const requests = (perSecond: number) => ({ perSecond, unit: "requests" }) as const;
  const tokens = { perSecond: 512.3, unit: "tokens" } as const;
  const history = historyOf(
    [
      { kind: "concurrency-cut", at: NOON + 4000, from: 40, to: 37, because: "rejected-at-limit" },
      { kind: "paused", at: NOON + 4001, until: NOON + 14_251, because: "retry-after" },
      { kind: "concurrency-raised", at: NOON + 20_000, from: 37, to: 38, because: "probe" },
      { kind: "concurrency-raised", at: NOON + 21_000, from: 38, to: 40, because: "probe-admitted" },
      { kind: "concurrency-cut", at: NOON + 22_000, from: 40, to: 37, because: "rejected-in-a-row" },
      { kind: "pace-set", at: NOON + 23_000, from: null, to: requests(29.54), because: "looks-like-rate-limit" },
      { kind: "pace-raised", at: NOON + 30_000, from: requests(29.54), to: requests(30.4), because: "probe" },
      { kind: "pace-set", at: NOON + 31_000, from: requests(30.4), to: requests(0.5), because: "probe-rejected" },
      { kind: "pace-unit-changed", at: NOON + 32_000, to: "tokens", because: "large-requests-rejected" },
      { kind: "pace-lifted", at: NOON + 33_000, from: tokens, because: "far-above-concurrency" },
      { kind: "paused", at: NOON + 40_000, until: NOON + 40_250, because: "announced-limit-used-up" },
    ],
    { pacing: tokens },
  );
  expect(renderLimits([history])).toMatchInlineSnapshot(`
    "https://api.example.com/v1 (Qwen, 星火)
      2026-11-22 12:00:00 to 2026-11-22 12:10:00 UTC, in the end 37 at once, at most 512 tokens/s
      2026-11-22 12:00:04  concurrency 40 -> 37: rejected at the limit
      2026-11-22 12:00:04  paused for 10.3 s, until 2026-11-22 12:00:14: the endpoint asks to wait
      2026-11-22 12:00:20  concurrency 37 -> 38: trying more
      2026-11-22 12:00:21  concurrency 38 -> 40: that was admitted, trying more
      2026-11-22 12:00:22  concurrency 40 -> 37: rejected again, with nothing admitted in between
      2026-11-22 12:00:23  pace free -> 29.5 requests/s: the rejections look like a limit per second
      2026-11-22 12:00:30  pace 29.5 requests/s -> 30.4 requests/s: trying more
      2026-11-22 12:00:31  pace 30.4 requests/s -> 30 requests/min: that was rejected
      2026-11-22 12:00:32  pace counts tokens now: large requests are rejected more often
      2026-11-22 12:00:33  pace 512 tokens/s -> free: what fits at once is slower by far
      2026-11-22 12:00:40  paused for 250 ms, until 2026-11-22 12:00:40: what it announced is used up
    "
  `);
});

test("an account that rejected nothing says so, and sittings follow each other", () => {
  const later = { startedAt: NOON + 86_400_000, endedAt: NOON + 86_460_000, concurrency: 256 };
  expect(renderLimits([historyOf([]), historyOf([], later)])).toMatchInlineSnapshot(`
    "https://api.example.com/v1 (Qwen, 星火)
      2026-11-22 12:00:00 to 2026-11-22 12:10:00 UTC, in the end 37 at once, no limit per second
      nothing was rejected

    https://api.example.com/v1 (Qwen, 星火)
      2026-11-23 12:00:00 to 2026-11-23 12:01:00 UTC, in the end 256 at once, no limit per second
      nothing was rejected
    "
  `);
});

test("what was left out stands where it is missing", () => {
  const cut = { kind: "concurrency-cut", at: NOON, from: 2, to: 1, because: "rejected-at-limit" } as const;
  const lines = renderLimits([
    historyOf(
      Array.from({ length: 150 }, () => cut),
      { omitted: 1234 },
    ),
  ]).split("\n");
  expect(lines[2 + 99]).toContain("concurrency 2 -> 1");
  expect(lines[2 + 100]).toBe("  … 1,234 decisions left out");
  expect(lines[2 + 101]).toContain("concurrency 2 -> 1");
});

test("a run of which no sitting has ended has learnt nothing", () => {
  expect(renderLimits([])).toBe("No limits were learnt: no sitting of this run has ended yet\n");
});
