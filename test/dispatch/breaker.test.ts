import fc from "fast-check";
import { expect, test } from "vitest";
import type { Outcome } from "../../src/core/record.ts";
import { Breaker } from "../../src/dispatch/breaker.ts";

const policy = { consecutive: 20, share: 0.5, window: 100 };
const answer = { text: "yes", reasoning: null, toolCalls: null, finishReason: "stop" };
const completed: Outcome = { kind: "completed", ...answer };
const refused: Outcome = { kind: "refused", code: "content_filter", message: "no", ...answer };

function failed(code: string, message = `HTTP 500: ${code} (after 5 attempts)`): Outcome {
  return { kind: "failed", code, message };
}

/** How many outcomes it took to open the breaker, and what it said; null when it stayed closed. */
function openedAt(outcomes: readonly Outcome[], breaker = new Breaker(policy)) {
  for (const [index, outcome] of outcomes.entries()) {
    const stop = breaker.observe(outcome);
    if (stop !== null) return { count: index + 1, ...stop };
  }
  return null;
}

const times = (count: number, ...outcomes: readonly Outcome[]) => Array.from({ length: count }, () => outcomes).flat();

test("the twentieth failure in a row of one code opens it, and it says what was seen and what to do", () => {
  expect(openedAt([...times(19, failed("server_error")), failed("server_error", "HTTP 500: broken")])).toEqual({
    count: 20,
    code: "breaker_open",
    message:
      "20 tasks in a row failed with server_error, the last one: HTTP 500: broken. Find out why, then resume; " +
      "--retry-failed asks the failed ones again, too, and --no-breaker goes on whatever fails",
  });
});

test("an answer, a refusal or a failure of another code ends the row", () => {
  for (const other of [completed, refused, failed("timeout")]) {
    expect(openedAt([...times(19, failed("server_error")), other, ...times(19, failed("server_error"))])).toBeNull();
  }
});

test("half of the last hundred outcomes open it, whatever their codes", () => {
  const mixed = times(25, failed("timeout"), completed, failed("server_error"), completed);
  expect(openedAt(mixed)).toBeNull();
  expect(openedAt([...mixed.slice(0, -1), failed("timeout")])).toMatchObject({
    count: 100,
    message: expect.stringContaining(
      "51 of the last 100 tasks failed, 26 of them with timeout; the last one: HTTP 500",
    ),
  });
});

test("a last failure of a rarer code is told with its own", () => {
  const outcomes = [...times(49, failed("timeout"), completed), completed, failed("server_error")];
  expect(openedAt(outcomes)?.message).toContain(
    "50 of the last 100 tasks failed, 49 of them with timeout; the last one, with server_error: HTTP 500",
  );
});

test("too few outcomes say nothing of their share, and what left the window counts no more", () => {
  expect(openedAt(times(49, failed("a"), failed("b")))).toBeNull();
  expect(
    openedAt([
      ...times(24, failed("a"), failed("b")),
      ...times(52, completed),
      ...times(1000, completed, completed, failed("a")),
    ]),
  ).toBeNull();
});

test("a lane that is refused everything goes on", () => {
  expect(openedAt(times(10_000, refused))).toBeNull();
});

test("one failure is enough where the policy says so", () => {
  const breaker = new Breaker({ ...policy, consecutive: 1 });
  expect(openedAt([completed, failed("timeout")], breaker)?.message).toMatch(/^1 task failed with timeout, the last/);
});

test("it opens exactly where counting everything anew after each outcome would", () => {
  const outcome = fc.constantFrom(completed, refused, failed("a"), failed("b"));
  const policies = fc.record({
    consecutive: fc.integer({ min: 1, max: 6 }),
    share: fc.constantFrom(0.2, 0.5, 0.75, 1),
    window: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(policies, fc.array(outcome, { maxLength: 60 }), (some, outcomes) => {
      const codes = outcomes.map((one) => (one.kind === "failed" ? one.code : null));
      const expected = codes.findIndex((code, index) => {
        if (code === null) return false;
        const row = codes.slice(Math.max(0, index + 1 - some.consecutive), index + 1);
        const last = codes.slice(Math.max(0, index + 1 - some.window), index + 1);
        const isRow = row.length === some.consecutive && row.every((one) => one === code);
        const failures = last.filter((one) => one !== null).length;
        return isRow || (last.length === some.window && failures >= some.share * some.window);
      });
      expect((openedAt(outcomes, new Breaker(some))?.count ?? 0) - 1).toBe(expected);
    }),
  );
});
