import { describe, expect, test } from "vitest";
import { DayQuota } from "../../../src/dispatch/account/day-quota.ts";
import { Holds } from "../../../src/dispatch/account/holds.ts";
import { Account } from "../../../src/dispatch/account/account.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { type LaneSetting, laneUnderTest, warmController } from "../support/lane-under-test.ts";
import { ScriptedProvider } from "../support/scripted-provider.ts";
import { again, completed } from "../support/verdicts.ts";
import { runLane } from "../../../src/dispatch/lane.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const MIDNIGHT = Date.UTC(2026, 0, 1);

function laneHeldBy(
  options: Partial<ConstructorParameters<typeof Holds>[0]>,
  tasks: number,
  setting: Pick<LaneSetting, "clock" | "provider" | "limits"> = {},
) {
  const clock = setting.clock ?? new FakeClock();
  const holds = new Holds({ requestsPerDay: null, windows: [], sentBefore: [], ...options });
  const ceiling = setting.limits?.concurrency ?? 8;
  const controller = warmController({ start: ceiling, ceiling });
  const account = new Account({ requestsPerMinute: null, tokensPerMinute: null, controller, holds, clock });
  return laneUnderTest({ ...setting, clock, account, tasks });
}

describe("a day's quota", () => {
  test("opens a day after the minute of the oldest request that is one too many", () => {
    const quota = new DayQuota(2);
    quota.take(MIDNIGHT + 10);
    quota.take(MIDNIGHT + 5 * MINUTE);
    expect(quota.openAt(MIDNIGHT + 6 * MINUTE)).toBe(MIDNIGHT + MINUTE + DAY);
    expect(quota.openAt(MIDNIGHT + MINUTE + DAY)).toBe(MIDNIGHT + MINUTE + DAY);
  });

  test("counts what was sent before, and forgets what is older than a day", () => {
    const minute = MIDNIGHT / MINUTE;
    const quota = new DayQuota(10, [
      { minute: minute - 1, requests: 9 },
      { minute: minute - 2000, requests: 500 },
    ]);
    expect(quota.openAt(MIDNIGHT)).toBe(MIDNIGHT);
    quota.take(MIDNIGHT);
    expect(quota.openAt(MIDNIGHT)).toBe(MIDNIGHT + DAY);
  });

  test("a request that was not sent after all is given back", () => {
    const quota = new DayQuota(1);
    quota.take(MIDNIGHT);
    quota.refund(MIDNIGHT);
    expect(quota.openAt(MIDNIGHT)).toBe(MIDNIGHT);
  });
});

test("every window has to be open", () => {
  const windows = [
    { from: "01:00", to: "03:00", zone: "UTC" },
    { from: "02:00", to: "04:00", zone: "UTC" },
  ];
  const holds = new Holds({ requestsPerDay: null, windows, sentBefore: [] });
  const heldUntil = [0, 60, 119, 120, 179, 180].map((minutes) => holds.at(MIDNIGHT + minutes * MINUTE)?.until ?? null);
  expect(heldUntil.map((until) => until && (until - MIDNIGHT) / MINUTE)).toEqual([120, 120, 120, null, null, 1500]);
});

describe("a lane", () => {
  test("sends no more than its quota in any 24 hours, waits beyond retry.maximumWaitMs, and says why", async () => {
    const lane = laneHeldBy({ requestsPerDay: 3 }, 7);
    const ended = runLane(lane.options);
    await lane.clock.advance(MINUTE);
    expect(lane.progress).toMatchObject({
      completed: 3,
      held: { kind: "quota", until: MIDNIGHT + DAY + MINUTE, requestsPerDay: 3 },
    });
    await lane.clock.advance(DAY - 1);
    expect(lane.progress.completed).toBe(3);
    await lane.clock.advance(2 * MINUTE);
    expect(lane.progress.completed).toBe(6);
    await lane.clock.advance(DAY + MINUTE);
    expect(await ended).toEqual({ kind: "finished" });
    expect(lane.progress).toMatchObject({ completed: 7, held: null });
  });

  test("sends nothing outside its window, and goes on when it opens", async () => {
    const lane = laneHeldBy({ windows: [{ from: "02:00", to: "02:01", zone: "UTC" }] }, 10);
    const ended = runLane(lane.options);
    await lane.clock.advance(120 * MINUTE - 1);
    expect(lane.progress).toMatchObject({ completed: 0, held: { kind: "window", until: MIDNIGHT + 120 * MINUTE } });
    await lane.clock.advance(30_000);
    expect(await ended).toEqual({ kind: "finished" });
    expect(lane.progress).toMatchObject({ completed: 10, held: null });
  });

  test("that was rate limited or loading before its window closed begins anew when it opens", async () => {
    for (const reaction of ["rate-limit", "loading"] as const) {
      const clock = new FakeClock();
      const provider = new ScriptedProvider(clock, ({ at }) => {
        const isRejected = at < MINUTE || (at >= DAY && at < DAY + 1000);
        return { verdict: isRejected ? again(reaction) : completed(), latencyMs: 10 };
      });
      const lane = laneHeldBy({ windows: [{ from: "00:00", to: "00:01", zone: "UTC" }] }, 3, { clock, provider });
      const ended = runLane(lane.options);
      await clock.advance(DAY + MINUTE);
      expect(await ended).toEqual({ kind: "finished" });
    }
  });

  test("that waits for its turn is not shown as held once the window is open", async () => {
    const clock = new FakeClock();
    const provider = new ScriptedProvider(clock, () => ({ verdict: completed(), latencyMs: 10 * MINUTE }));
    const options = { windows: [{ from: "00:05", to: "12:00", zone: "UTC" }] };
    const first = laneHeldBy(options, 1, { clock, provider, limits: { concurrency: 1 } });
    const second = laneUnderTest({
      clock,
      provider,
      endpoints: first.options.endpoints,
      tasks: 1,
      overrides: { lane: 1 },
    });
    const ended = Promise.all([runLane(first.options), runLane(second.options)]);
    await clock.advance(MINUTE);
    expect(second.progress).toMatchObject({ completed: 0, held: { kind: "window" } });
    await clock.advance(5 * MINUTE);
    expect(second.progress).toMatchObject({ completed: 0, held: null });
    await clock.run(ended);
  });

  test("an interrupt ends the wait at once", async () => {
    const lane = laneHeldBy({ windows: [{ from: "12:00", to: "13:00", zone: "UTC" }] }, 10);
    const ended = runLane(lane.options);
    await lane.clock.advance(1000);
    lane.stopping.abort(new Error("interrupt"));
    expect(await ended).toEqual({ kind: "interrupted" });
    expect(lane.progress).toMatchObject({ completed: 0, held: null });
    expect(lane.clock.sleepers).toBe(0);
  });
});
