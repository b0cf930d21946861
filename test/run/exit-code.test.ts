import fc from "fast-check";
import { expect, test } from "vitest";
import { exitCodeOf, type RunEnd } from "../../src/run/exit-code.ts";

const none = { count: 0 };

function end(changes: Partial<RunEnd> = {}): RunEnd {
  return { status: "complete", failed: 0, tasks: 200, interruptedBy: null, ...changes };
}

test("a run of which every task is completed or refused is 0", () => {
  expect(exitCodeOf(end(), none)).toBe(0);
});

test("one failure is 3, unless it is allowed", () => {
  expect(exitCodeOf(end({ failed: 1 }), none)).toBe(3);
  expect(exitCodeOf(end({ failed: 1 }), { count: 1 })).toBe(0);
  expect(exitCodeOf(end({ failed: 2 }), { count: 1 })).toBe(3);
});

test("a share of failures is one of all tasks, its bound included", () => {
  expect(exitCodeOf(end({ failed: 5 }), { percent: 2.5 })).toBe(0);
  expect(exitCodeOf(end({ failed: 6 }), { percent: 2.5 })).toBe(3);
  expect(exitCodeOf(end({ failed: 200 }), { percent: 100 })).toBe(0);
});

test("unsettled tasks are 3, whatever number of failures is allowed", () => {
  expect(exitCodeOf(end({ status: "incomplete" }), { percent: 100 })).toBe(3);
});

test("an interrupt has the code of its signal, and an abort from code that of Ctrl+C", () => {
  expect(exitCodeOf(end({ status: "interrupted", interruptedBy: "SIGINT" }), none)).toBe(130);
  expect(exitCodeOf(end({ status: "interrupted", interruptedBy: "SIGTERM", failed: 9 }), none)).toBe(143);
  expect(exitCodeOf(end({ status: "interrupted", interruptedBy: "AbortError: stop" }), none)).toBe(130);
});

test("allowing more failures never makes a run worse", () => {
  const count = fc.nat({ max: 300 });
  fc.assert(
    fc.property(count, count, count, (failed, allowed, more) => {
      const codes = [allowed, allowed + more].map((limit) => exitCodeOf(end({ failed }), { count: limit }));
      expect(codes[1]).toBeLessThanOrEqual(codes[0] ?? -1);
    }),
  );
});
