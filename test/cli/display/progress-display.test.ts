import { expect, test } from "vitest";
import type { DisplayedRun } from "../../../src/cli/display/progress-display.ts";
import { liveDisplay, plainDisplay, quietDisplay } from "../../../src/cli/display/progress-display.ts";
import { displayWidth } from "../../../src/cli/format/text.ts";
import type { LaneProgress } from "../../../src/dispatch/progress.ts";
import { memoryContext } from "../support/memory-context.ts";
import { laneOf, storedRun } from "../support/run-values.ts";

const runOf = (lanes: LaneProgress[]): DisplayedRun => ({ lanes, run: storedRun, budget: () => null });

// oxlint-disable-next-line no-control-regex -- frames are told apart by the escape sequences between them
const ESCAPES = /\u001b\[[\d;?]*[A-Za-z]/g;

test("the live display shows the lanes at once and as they are at the end", () => {
  const context = memoryContext({ terminalColumns: 100 });
  const lane = laneOf("讯飞星火");
  {
    using _display = liveDisplay(runOf([lane]), context.stderr, context.clock, false);
    expect(context.printed("stderr")).toContain("0/10");
    Object.assign(lane, { completed: 10, inFlight: 0, done: true });
  }
  expect(context.printed("stderr").replace(ESCAPES, "")).toMatch(/讯飞星火 .*10\/10 +100%.* done\n/);
});

test("what is said stays below the lanes", () => {
  const context = memoryContext({ terminalColumns: 100 });
  using display = liveDisplay(runOf([laneOf("Claude")]), context.stderr, context.clock, false);
  display.say(["stopping: letting 4 requests in flight finish"]);
  expect(context.printed("stderr")).toMatch(/stopping: letting 4 requests in flight finish\n/);
});

test("a window that became narrower gets narrower lines", () => {
  const context = memoryContext({ terminalColumns: 120 });
  using display = liveDisplay(runOf([laneOf("Claude")]), context.stderr, context.clock, false);
  const before = context.printed("stderr").length;
  Object.assign(context.stderr, { columns: 40 });
  display.say(["stopping: letting 4 requests in flight finish (10 s at most);", "press again"]);
  const lines = context.printed("stderr").slice(before).replace(ESCAPES, "").split("\n");
  expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(40);
});

test("elsewhere a last line says how it ended", () => {
  const context = memoryContext();
  const lane = laneOf("Claude");
  {
    using display = plainDisplay(runOf([lane]), context.stderr, context.clock);
    expect(context.printed("stderr")).toBe("");
    display.say(["stopping"]);
    Object.assign(lane, { completed: 10, inFlight: 0, done: true });
  }
  expect(context.printed("stderr")).toBe("stopping\nSIMULATED r1 0:00 · Claude 10/10 (100%), 0 tokens, done\n");
});

test("a quiet run says that it is stopping nowhere", () => {
  using display = quietDisplay();
  expect(display.say(["stopping"])).toBeUndefined();
});
