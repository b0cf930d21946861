import { expect, test } from "vitest";
import { viewLane } from "../../../src/cli/display/lane-view.ts";
import { RateMeter } from "../../../src/cli/display/rate-meter.ts";
import type { LaneProgress } from "../../../src/dispatch/progress.ts";
import { laneOf, stoppedLane } from "../support/run-values.ts";

function conditionOf(lane: LaneProgress): string {
  return viewLane(lane, new RateMeter(), 0).condition.kind;
}

test("a lane is done when all its tasks are settled, however they ended", () => {
  expect(conditionOf({ ...laneOf("Claude"), completed: 7, refused: 1, failed: 2, done: true })).toBe("done");
});

test("a lane that an interrupt left with tasks has ended, but is not done", () => {
  expect(conditionOf({ ...laneOf("Claude"), completed: 7, done: true })).toBe("ended");
});

test("a lane that its endpoint stopped says so first", () => {
  expect(conditionOf(stoppedLane())).toBe("stopped");
});

test("only a pause that a person would notice is one", () => {
  expect(conditionOf({ ...laneOf("Claude"), pausedUntil: 999 })).toBe("sending");
  expect(conditionOf({ ...laneOf("Claude"), pausedUntil: 1000 })).toBe("paused");
});

test("a lane is held when nothing of it is in flight any more, and stopped or done before that", () => {
  const held = { ...laneOf("Claude"), held: { kind: "window", until: 1 } as const };
  expect(conditionOf(held)).toBe("sending");
  expect(conditionOf({ ...held, inFlight: 0 })).toBe("held");
  expect(conditionOf({ ...held, inFlight: 0, completed: 10, done: true })).toBe("done");
  expect(conditionOf({ ...stoppedLane(), held: held.held })).toBe("stopped");
});
