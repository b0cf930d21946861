import { expect, test } from "vitest";
import { StoreError } from "../../src/core/errors.ts";
import { Account } from "../../src/dispatch/account/account.ts";
import type { Permit, Wish } from "../../src/dispatch/account/permit.ts";
import { runLane } from "../../src/dispatch/lane.ts";
import type { Verdict } from "../../src/providers/provider.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { laneUnderTest, taskOf, TaskPages, warmController } from "./support/lane-under-test.ts";
import { MemoryRecorder } from "./support/memory-recorder.ts";
import { ScriptedProvider } from "./support/scripted-provider.ts";
import type { Sent } from "./support/scripted-provider.ts";
import { again, completed, stop } from "./support/verdicts.ts";

const invalidKey = { code: "invalid_api_key", message: "the key is not accepted" };

function answering(clock: FakeClock, script: (request: Sent) => Verdict) {
  return new ScriptedProvider(clock, (request) => ({ verdict: script(request), latencyMs: 100 }));
}

test("a fatal answer stops the lane: what is in flight is recorded, the rest stays unsettled", async () => {
  const clock = new FakeClock();
  const provider = new ScriptedProvider(clock, ({ cell }) =>
    cell === 5 ? { verdict: stop, latencyMs: 50 } : { verdict: completed(), latencyMs: 100 },
  );
  const { options, recorder, progress } = laneUnderTest({ clock, provider, tasks: 1000 });
  expect(await clock.run(runLane(options))).toEqual({ kind: "stopped", stop: invalidKey });
  expect(provider.sent).toHaveLength(8);
  expect(recorder.cells).toEqual([0, 1, 2, 3, 4, 6, 7]);
  expect(progress).toMatchObject({ completed: 7, failed: 0, stop: invalidKey, done: true });
});

test("a lane that is stopped leaves tasks that wait for their next attempt unsettled, at once", async () => {
  const clock = new FakeClock();
  const provider = answering(clock, ({ cell, at }) =>
    cell === 0 ? again("retry", 60_000) : at > 400 ? stop : completed(),
  );
  const { options, recorder, progress } = laneUnderTest({ clock, provider, tasks: 1000, limits: { concurrency: 2 } });
  expect(await clock.run(runLane(options))).toMatchObject({ kind: "stopped" });
  expect(clock.monotonic()).toBe(600);
  expect(clock.sleepers).toBe(0);
  expect(recorder.cells).not.toContain(0);
  expect(progress).toMatchObject({ waiting: 0, inFlight: 0 });
});

test("a Retry-After beyond the longest wait stops the lane and names when to resume", async () => {
  const clock = new FakeClock();
  const provider = answering(clock, () => again("rate-limit", 3_600_000));
  const { options, recorder } = laneUnderTest({ clock, provider });
  const end = await clock.run(runLane(options));
  expect(end).toMatchObject({ kind: "stopped", stop: { code: "wait_too_long" } });
  expect(JSON.stringify(end)).toContain("2026-01-01T01:00:00.100Z");
  expect(clock.monotonic()).toBe(100);
  expect(recorder.records).toHaveLength(0);
});

test("the longest wait itself is still waited for", async () => {
  const clock = new FakeClock();
  const provider = answering(clock, ({ attempt }) => (attempt === 1 ? again("rate-limit", 900_000) : completed()));
  const { options } = laneUnderTest({ clock, provider, tasks: 1 });
  expect(await clock.run(runLane(options))).toEqual({ kind: "finished" });
  expect(clock.monotonic()).toBe(100 + 922_500 + 100);
});

test("an account that answers nothing but rate limits stops its lane in the end", async () => {
  const clock = new FakeClock();
  const provider = answering(clock, () => again("rate-limit"));
  const { options, recorder, progress } = laneUnderTest({ clock, provider });
  const end = await clock.run(runLane(options));
  const message = expect.stringMatching(
    /^the endpoint answered nothing but rate limits for 9\d\d s \(retry\.maximumWaitMs\), the last one: try again\. Resume after 20/,
  );
  expect(end).toMatchObject({ kind: "stopped", stop: { code: "rate_limited_too_long", message } });
  expect(clock.monotonic()).toBeGreaterThanOrEqual(900_000);
  expect(clock.monotonic()).toBeLessThan(900_000 + 30_000);
  expect(recorder.records).toHaveLength(0);
  expect(progress).toMatchObject({ waiting: 0, inFlight: 0 });
});

test("rate limits between answers never stop a lane, however long it takes", async () => {
  const clock = new FakeClock();
  const provider = answering(clock, ({ attempt }) => (attempt === 1 ? again("rate-limit", 60_000) : completed()));
  const { options } = laneUnderTest({ clock, provider, tasks: 40, limits: { concurrency: 1 } });
  expect(await clock.run(runLane(options))).toEqual({ kind: "finished" });
  expect(clock.monotonic()).toBeGreaterThan(2 * 900_000);
});

test("an endpoint that loads for ever stops its lane", async () => {
  const clock = new FakeClock();
  const provider = answering(clock, () => again("loading"));
  const { options } = laneUnderTest({ clock, provider });
  const end = await clock.run(runLane(options));
  expect(end).toMatchObject({ kind: "stopped", stop: { code: "loading_too_long" } });
  expect(clock.monotonic()).toBeGreaterThanOrEqual(900_000);
  expect(clock.monotonic()).toBeLessThan(900_000 + 30_000);
});

test("the stop signal lets what is in flight finish and sends nothing more", async () => {
  const clock = new FakeClock();
  const provider = answering(clock, ({ cell }) => (cell === 0 ? again("retry", 60_000) : completed()));
  const { options, recorder, stopping } = laneUnderTest({ clock, provider, tasks: 1000 });
  const end = runLane(options);
  await clock.advance(250);
  stopping.abort("SIGINT");
  expect(await clock.run(end)).toEqual({ kind: "interrupted" });
  expect(clock.monotonic()).toBe(300);
  expect(provider.sent).toHaveLength(24);
  expect(recorder.cells).toEqual(Array.from({ length: 23 }, (_, index) => index + 1));
});

test("a lane whose last tasks finish after the stop signal is finished, not interrupted", async () => {
  const { clock, options, stopping } = laneUnderTest({ tasks: 8 });
  const end = runLane(options);
  await clock.advance(50);
  stopping.abort("SIGINT");
  expect(await clock.run(end)).toEqual({ kind: "finished" });
});

test("a stop signal before the start sends nothing", async () => {
  const { clock, options, provider, stopping } = laneUnderTest();
  stopping.abort();
  expect(await clock.run(runLane(options))).toEqual({ kind: "interrupted" });
  expect(provider.sent).toHaveLength(0);
});

test("a stop signal ends waiting for the account, and hands nothing out afterwards", async () => {
  const { clock, options, provider, stopping } = laneUnderTest({ tasks: 100, limits: { requestsPerMinute: 1 } });
  const end = runLane(options);
  await clock.advance(200);
  stopping.abort();
  expect(await clock.run(end)).toEqual({ kind: "interrupted" });
  expect(clock.monotonic()).toBe(200);
  expect(clock.sleepers).toBe(0);
  expect(provider.sent).toHaveLength(1);
});

test("a stop between the account's leave and the sending gives the leave back", async () => {
  const clock = new FakeClock();
  const stopping = new AbortController();
  class StoppingAccount extends Account {
    override async acquire(wish: Wish, signal: AbortSignal): Promise<Permit> {
      const permit = await super.acquire(wish, signal);
      stopping.abort();
      return permit;
    }
  }
  const limits = { requestsPerMinute: 1, tokensPerMinute: 1 };
  const account = new StoppingAccount({ ...limits, controller: warmController({ start: 8, ceiling: 8 }), clock });
  const { options, provider } = laneUnderTest({ clock, account, overrides: { stopSignal: stopping.signal } });
  expect(await clock.run(runLane(options))).toEqual({ kind: "interrupted" });
  expect(provider.sent).toHaveLength(0);
  await account.acquire({ lane: 0, tokens: 1, isRepeated: false }, new AbortController().signal);
  expect(clock.monotonic()).toBe(0);
});

test("tasks that are read after the stop are left unsettled, and the lane says so", async () => {
  const clock = new FakeClock();
  const { options, provider, stopping } = laneUnderTest({
    clock,
    overrides: {
      nextTasks: async (afterCell) => {
        await clock.sleep(100);
        return afterCell === -1 ? [taskOf(0)] : [];
      },
    },
  });
  const end = runLane(options);
  await clock.advance(50);
  stopping.abort();
  expect(await clock.run(end)).toEqual({ kind: "interrupted" });
  expect(provider.sent).toHaveLength(0);
});

test("a lane whose last tasks are answered although its account must wait too long is finished", async () => {
  const clock = new FakeClock();
  const account = new Account({
    requestsPerMinute: null,
    tokensPerMinute: null,
    controller: warmController({ start: 9, ceiling: 9 }),
    clock,
  });
  const { options, progress } = laneUnderTest({ clock, account, tasks: 8 });
  const end = runLane(options);
  await clock.advance(50);
  const permit = await account.acquire({ lane: 0, tokens: 1, isRepeated: false }, new AbortController().signal);
  permit.settle({ kind: "rate-limited", retryAfterMs: 3_600_000 });
  expect(progress.stop?.code).toBe("wait_too_long");
  expect(await clock.run(end)).toEqual({ kind: "finished" });
  expect(progress).toMatchObject({ completed: 8, stop: null });
});

test("the cut signal also ends what is in flight, unsettled", async () => {
  const { clock, options, recorder, progress, cutting } = laneUnderTest({ tasks: 1000 });
  const end = runLane(options);
  await clock.advance(250);
  cutting.abort();
  expect(await clock.run(end)).toEqual({ kind: "interrupted" });
  expect(clock.monotonic()).toBe(250);
  expect(recorder.records).toHaveLength(16);
  expect(progress).toMatchObject({ completed: 16, inFlight: 0 });
});

test("a stop signal, then a cut: what finished between them is kept", async () => {
  const clock = new FakeClock();
  const provider = new ScriptedProvider(clock, ({ cell }) => ({
    verdict: completed(),
    latencyMs: cell === 0 ? 60_000 : 100,
  }));
  const { options, recorder, stopping, cutting } = laneUnderTest({ clock, provider });
  const end = runLane(options);
  await clock.advance(50);
  stopping.abort();
  await clock.advance(10_000);
  cutting.abort();
  expect(await clock.run(end)).toEqual({ kind: "interrupted" });
  expect(recorder.cells).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("a record that cannot be stored stops the lane at once and does not count as done", async () => {
  const clock = new FakeClock();
  const full = new StoreError("SQLITE_FULL", "the disk is full");
  const recorder = new MemoryRecorder(clock, 20, ({ cell }) => (cell >= 8 ? full : null));
  const { options, provider, progress } = laneUnderTest({ clock, recorder, tasks: 1000 });
  expect(await clock.run(runLane(options))).toEqual({ kind: "store-failed", error: full });
  expect(clock.monotonic()).toBe(220);
  expect(provider.sent).toHaveLength(24);
  expect(progress).toMatchObject({
    completed: 8,
    inFlight: 0,
    stop: { code: "SQLITE_FULL", message: "the disk is full" },
    done: true,
  });
});

test("a store that fails while a stopped lane finishes is what the lane ends with", async () => {
  const clock = new FakeClock();
  const full = new StoreError("SQLITE_FULL", "the disk is full");
  const recorder = new MemoryRecorder(clock, 20, () => full);
  const { options, stopping } = laneUnderTest({ clock, recorder, tasks: 8 });
  const end = runLane(options);
  await clock.advance(50);
  stopping.abort();
  expect(await clock.run(end)).toEqual({ kind: "store-failed", error: full });
});

test("a store failure is told from the stop signal that it may have set off", async () => {
  const clock = new FakeClock();
  const full = new StoreError("SQLITE_FULL", "the disk is full");
  const stopping = new AbortController();
  const recorder = new MemoryRecorder(clock, 20, () => {
    stopping.abort(full);
    return full;
  });
  const { options, progress } = laneUnderTest({ clock, recorder, overrides: { stopSignal: stopping.signal } });
  expect(await clock.run(runLane(options))).toEqual({ kind: "store-failed", error: full });
  expect(progress).toMatchObject({ completed: 0, waiting: 0 });
});

test("tasks that cannot be read stop the lane like a record that cannot be stored", async () => {
  const locked = new StoreError("SQLITE_BUSY", "the database is locked");
  const pages = new TaskPages(1000);
  const { clock, options, recorder } = laneUnderTest({
    overrides: { nextTasks: async (after, limit) => (after < 100 ? pages.next(after, limit) : Promise.reject(locked)) },
  });
  expect(await clock.run(runLane(options))).toEqual({ kind: "store-failed", error: locked });
  expect(recorder.records.length).toBeGreaterThanOrEqual(112);
});

test("no read of tasks outlives its lane", async () => {
  const clock = new FakeClock();
  let reads = 0;
  const { options, stopping } = laneUnderTest({
    clock,
    overrides: {
      nextTasks: async (after) => {
        reads += 1;
        await clock.sleep(after === -1 ? 0 : 5000);
        reads -= 1;
        return [taskOf(after + 1)];
      },
    },
  });
  const end = runLane(options);
  await clock.advance(1000);
  stopping.abort();
  await clock.run(end);
  expect(reads).toBe(0);
});

test.each(["render", "costOf", "recorder", "provider", "nextTasks"])(
  "a defect in %s cuts what is in flight and surfaces as it is",
  async (place) => {
    const clock = new FakeClock();
    const defect = new TypeError("x is not a function");
    const slow = new ScriptedProvider(clock, ({ cell }) => {
      if (place === "provider" && cell === 20) throw defect;
      return { verdict: completed(), latencyMs: cell === 0 ? 600_000 : 100 };
    });
    const { options } = laneUnderTest({ clock, provider: slow, tasks: 1000 });
    const pages = new TaskPages(1000);
    const end = runLane({
      ...options,
      render: (task) => {
        if (place === "render" && task.cell === 20) throw defect;
        return options.render(task);
      },
      costOf: () => {
        if (place === "costOf") throw defect;
        return null;
      },
      recorder: place === "recorder" ? { record: () => Promise.reject(defect) } : options.recorder,
      nextTasks: (after, limit) =>
        place === "nextTasks" && after > 0 ? Promise.reject(defect) : pages.next(after, limit),
    });
    await expect(clock.run(end)).rejects.toBe(defect);
    expect(slow.inFlight).toBe(0);
    expect(clock.monotonic()).toBeLessThan(2000);
    expect(clock.sleepers).toBe(0);
  },
);
