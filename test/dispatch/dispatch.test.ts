import { expect, test } from "vitest";
import { StoreError } from "../../src/core/errors.ts";
import { dispatch } from "../../src/dispatch/dispatch.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { dispatchedLane, laneUnderTest, unlimited } from "./support/lane-under-test.ts";
import type { LaneSetting, LaneUnderTest } from "./support/lane-under-test.ts";
import { ScriptedProvider } from "./support/scripted-provider.ts";
import type { Reply, Sent } from "./support/scripted-provider.ts";
import { again, completed, stop } from "./support/verdicts.ts";

function lanesOn(clock: FakeClock, ...lanes: [accountKey: string, script: (sent: Sent) => Reply, LaneSetting?][]) {
  const each: LaneUnderTest[] = lanes.map(([, script, setting], lane) =>
    laneUnderTest({ ...setting, clock, provider: new ScriptedProvider(clock, script), overrides: { lane } }),
  );
  const controllers = { stopping: new AbortController(), cutting: new AbortController() };
  const ends = dispatch(
    each.map((lane, index) => dispatchedLane(lane, lanes[index]?.[0] ?? "")),
    {
      recorder: {
        record: (lane, task, record) => each[lane]?.recorder.record(lane, task, record) ?? Promise.reject(new Error()),
      },
      budget: unlimited(),
      clock,
      random: () => 0.5,
      stopSignal: controllers.stopping.signal,
      cutSignal: controllers.cutting.signal,
    },
  );
  return { each, ends, ...controllers };
}

/** When requests of a lane left after `at`. */
function sendsAfter(lane: LaneUnderTest | undefined, at: number): number[] {
  return lane?.provider.sent.map((sent) => sent.at).filter((sentAt) => sentAt > at) ?? [];
}

const answer = (latencyMs: number) => (): Reply => ({ verdict: completed(), latencyMs });

test("a slow lane does not hold back another", async () => {
  const clock = new FakeClock();
  const { each, ends } = lanesOn(clock, ["a", answer(2000)], ["b", answer(100)], ["c", answer(100)]);
  await clock.advance(200);
  expect(each.map(({ progress }) => progress.done)).toEqual([false, true, true]);
  expect((await clock.run(ends)).ends).toEqual([{ kind: "finished" }, { kind: "finished" }, { kind: "finished" }]);
});

test("a rate limit pauses the lanes of its account and no others", async () => {
  const clock = new FakeClock();
  const limited = ({ cell, attempt }: Sent): Reply => ({
    verdict: cell === 0 && attempt === 1 ? again("rate-limit", 10_000) : completed(),
    latencyMs: 100,
  });
  const { each, ends } = lanesOn(clock, ["shared", limited], ["shared", answer(100)], ["other", answer(100)]);
  await clock.advance(5000);
  expect(each[2]?.provider.sent).toHaveLength(10);
  expect(sendsAfter(each[0], 100)).toEqual([]);
  expect(sendsAfter(each[1], 100)).toEqual([]);
  expect(each.map(({ progress }) => progress.pausedUntil)).toEqual([10_350, 10_350, 0]);
  await clock.run(ends);
  expect(each.map(({ recorder }) => recorder.records.length)).toEqual([10, 10, 10]);
  const resumed = [...sendsAfter(each[0], 100), ...sendsAfter(each[1], 100)];
  expect(Math.min(...resumed)).toBeGreaterThanOrEqual(10_350);
  expect(Math.min(...resumed)).toBeLessThan(10_360);
});

test("a wait that is too long stops every lane of the account, also those that were not told themselves", async () => {
  const clock = new FakeClock();
  const limited = (): Reply => ({ verdict: again("rate-limit", 3_600_000), latencyMs: 100 });
  const { ends } = lanesOn(clock, ["shared", limited], ["shared", answer(150), { tasks: 100 }], ["other", answer(100)]);
  expect((await clock.run(ends)).ends).toMatchObject([
    { kind: "stopped", stop: { code: "wait_too_long" } },
    { kind: "stopped", stop: { code: "wait_too_long" } },
    { kind: "finished" },
  ]);
  expect(clock.monotonic()).toBeLessThanOrEqual(100 + 150);
});

test("a fatal answer stops its lane; the others go on, those of the same account too", async () => {
  const clock = new FakeClock();
  const { each, ends } = lanesOn(
    clock,
    ["shared", () => ({ verdict: stop, latencyMs: 100 })],
    ["shared", answer(100), { tasks: 50 }],
    ["other", answer(100), { tasks: 50 }],
  );
  expect((await clock.run(ends)).ends.map(({ kind }) => kind)).toEqual(["stopped", "finished", "finished"]);
  expect(each.map(({ recorder }) => recorder.records.length)).toEqual([0, 50, 50]);
});

test("the strictest limit that is stated for an account holds for its lanes together", async () => {
  const clock = new FakeClock();
  const { each, ends } = lanesOn(
    clock,
    ["shared", answer(1), { tasks: 30, limits: { requestsPerMinute: 60 } }],
    ["shared", answer(1), { tasks: 30, limits: { requestsPerMinute: 600 } }],
    ["other", answer(1), { tasks: 30 }],
  );
  await clock.run(ends);
  const shared = each.slice(0, 2).flatMap(({ provider }) => provider.sent.map(({ at }) => at));
  expect(Math.max(...shared)).toBeGreaterThan(58_000);
  expect(Math.max(...(each[2]?.provider.sent.map(({ at }) => at) ?? []))).toBeLessThan(130);
});

test("lanes that compete for an account's requests are served in turn", async () => {
  const clock = new FakeClock();
  const limits = { requestsPerMinute: 60, concurrency: 4 };
  const { each, ends } = lanesOn(
    clock,
    ["shared", answer(1), { tasks: 20, limits }],
    ["shared", answer(1), { tasks: 20, limits }],
  );
  await clock.advance(20_000);
  const [first, second] = each.map(({ provider }) => provider.sent.length);
  expect(Math.abs((first ?? 0) - (second ?? 0))).toBeLessThanOrEqual(4);
  await clock.run(ends);
});

test("a store that refuses one lane's record ends that lane; what the others could store is kept", async () => {
  const clock = new FakeClock();
  const { each, ends } = lanesOn(clock, ["a", answer(100)], ["b", answer(100)]);
  const full = new StoreError("SQLITE_FULL", "the disk is full");
  if (each[0] !== undefined) each[0].recorder.record = () => Promise.reject(full);
  expect((await clock.run(ends)).ends).toEqual([{ kind: "store-failed", error: full }, { kind: "finished" }]);
});

test("a defect in one lane cuts all lanes and surfaces", async () => {
  const clock = new FakeClock();
  const defect = new TypeError("x is not a function");
  const { each, ends } = lanesOn(
    clock,
    ["a", answer(600_000)],
    [
      "b",
      () => {
        throw defect;
      },
    ],
  );
  await expect(clock.run(ends)).rejects.toBe(defect);
  expect(clock.monotonic()).toBe(0);
  expect(each[0]?.provider.inFlight).toBe(0);
  expect(each[0]?.recorder.records).toHaveLength(0);
});

test("both signals reach every lane", async () => {
  const clock = new FakeClock();
  const { each, ends, stopping, cutting } = lanesOn(
    clock,
    ["a", answer(600_000), { tasks: 100 }],
    ["b", answer(100), { tasks: 100 }],
  );
  await clock.advance(150);
  stopping.abort("SIGTERM");
  await clock.advance(10_000);
  expect(sendsAfter(each[1], 150)).toEqual([]);
  expect(each[1]?.progress).toMatchObject({ done: true, completed: each[1]?.provider.sent.length });
  cutting.abort();
  expect((await clock.run(ends)).ends).toEqual([{ kind: "interrupted" }, { kind: "interrupted" }]);
  expect(clock.monotonic()).toBe(10_150);
});
