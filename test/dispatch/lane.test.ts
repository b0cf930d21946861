import { expect, test } from "vitest";
import { Account } from "../../src/dispatch/account/account.ts";
import { RateController } from "../../src/dispatch/rate-control/controller.ts";
import { runLane } from "../../src/dispatch/lane.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { laneUnderTest, noLimits, TaskPages } from "./support/lane-under-test.ts";
import { MemoryRecorder } from "./support/memory-recorder.ts";
import { ScriptedProvider } from "./support/scripted-provider.ts";
import { again, completed, failed, usageOf } from "./support/verdicts.ts";

function coldAccount(clock: FakeClock, range: { readonly start: number; readonly ceiling: number }): Account {
  const controller = new RateController({ ...range, random: () => 0.5 });
  return new Account({ requestsPerMinute: null, tokensPerMinute: null, controller, clock });
}

const cellsUpTo = (total: number) => Array.from({ length: total }, (_, cell) => cell);

test("a lane sends its tasks in input order and records every one of them once", async () => {
  const { clock, options, provider, recorder, progress } = laneUnderTest({ tasks: 300 });
  expect(await clock.run(runLane(options))).toEqual({ kind: "finished" });
  expect(provider.cells).toEqual(cellsUpTo(300));
  expect(recorder.cells).toEqual(cellsUpTo(300));
  expect(progress).toMatchObject({ completed: 300, inFlight: 0, waiting: 0, stop: null, done: true });
});

test("a lane without tasks is finished at once", async () => {
  const { clock, options, provider } = laneUnderTest({ tasks: 0 });
  expect(await clock.run(runLane(options))).toEqual({ kind: "finished" });
  expect(provider.sent).toHaveLength(0);
});

test("resuming sends only what its pages hold", async () => {
  const settled = new Set([0, 1, 2, 5, 9]);
  const { clock, options, provider } = laneUnderTest({ overrides: { nextTasks: new TaskPages(10, settled).next } });
  await clock.run(runLane(options));
  expect(provider.cells).toEqual([3, 4, 6, 7, 8]);
});

test.each([
  [1, 1],
  [3, 3],
  [64, 64],
])("with concurrency %s exactly %i requests are in flight, and never more", async (concurrency, expected) => {
  const clock = new FakeClock();
  const provider = new ScriptedProvider(clock, ({ cell }) => ({
    verdict: completed(),
    latencyMs: 100 + ((cell * 37) % 100),
  }));
  const { options, progress } = laneUnderTest({ clock, provider, tasks: 400, limits: { concurrency } });
  const end = runLane(options);
  await clock.advance(60);
  expect(provider.inFlight).toBe(expected);
  expect(progress).toMatchObject({ inFlight: expected, limit: expected });
  await clock.run(end);
  expect(provider.maximumInFlight).toBe(expected);
});

test("a lane takes as long as its slots need and no longer", async () => {
  const { clock, options } = laneUnderTest({ tasks: 80, limits: { concurrency: 8 } });
  await clock.run(runLane(options));
  expect(clock.monotonic()).toBe(10 * 100);
});

test("the first requests of a wide lane are spread over half a round trip, so that answers do not come all at once", async () => {
  const clock = new FakeClock();
  const { options, provider } = laneUnderTest({
    clock,
    account: coldAccount(clock, { start: 64, ceiling: 64 }),
    tasks: 640,
    limits: { concurrency: 64 },
  });
  await clock.run(runLane(options));
  const firstRound = provider.sent.slice(0, 64).map(({ at }) => at);
  const gaps = firstRound.slice(1).map((at, index) => at - (firstRound[index] ?? NaN));
  // Until the first answer a round trip is taken to last 250 ms.
  expect(Math.max(...gaps)).toBe(2);
  expect(firstRound.at(-1)).toBeLessThanOrEqual(125);
  expect(clock.monotonic()).toBeLessThanOrEqual(10 * 100 + 125);
});

test("a lane that is stopped while it starts sends nothing more", async () => {
  const clock = new FakeClock();
  const { options, provider, stopping } = laneUnderTest({
    clock,
    account: coldAccount(clock, { start: 64, ceiling: 64 }),
    tasks: 640,
    limits: { concurrency: 64 },
  });
  const end = runLane(options);
  await clock.advance(20);
  const sent = provider.sent.length;
  expect(sent).toBeLessThan(32);
  stopping.abort();
  expect(await clock.run(end)).toEqual({ kind: "interrupted" });
  expect(provider.sent).toHaveLength(sent);
});

test("without a configured concurrency a lane starts with 8 at once and more as answers come, up to 256", async () => {
  const clock = new FakeClock();
  const provider = new ScriptedProvider(clock, ({ cell }) => ({
    verdict: completed(),
    latencyMs: 100 + ((cell * 37) % 100),
  }));
  const { options, progress } = laneUnderTest({ clock, provider, tasks: 20_000, limits: { concurrency: null } });
  const end = runLane(options);
  await clock.advance(50);
  expect(progress).toMatchObject({ inFlight: 8, limit: 8 });
  await clock.advance(2000);
  expect(progress).toMatchObject({ inFlight: 256, limit: 256 });
  await clock.run(end);
  expect(provider.maximumInFlight).toBe(256);
});

test("in front of a hidden limit few tasks stand in line, and the lane says how many may be in flight", async () => {
  const clock = new FakeClock();
  const provider: ScriptedProvider = new ScriptedProvider(clock, () =>
    provider.inFlight >= 3
      ? { verdict: again("concurrency-limit"), latencyMs: 10 }
      : { verdict: completed(), latencyMs: 1000 },
  );
  const { options, progress, recorder } = laneUnderTest({
    clock,
    provider,
    tasks: 300,
    limits: { concurrency: null },
  });
  let taken = 0;
  const end = runLane({
    ...options,
    render: (task) => {
      taken += 1;
      return options.render(task);
    },
  });
  await clock.advance(20_000);
  for (let second = 0; second < 40; second++) {
    await clock.advance(1000);
    expect(taken - recorder.records.length).toBeLessThanOrEqual(3 + 2);
    expect(progress.limit).toBeGreaterThanOrEqual(3);
    expect(progress.limit).toBeLessThanOrEqual(4);
  }
  expect(await clock.run(end)).toEqual({ kind: "finished" });
  const late = recorder.records.filter(({ startedAt }) => startedAt > Date.UTC(2026, 0, 1) + 20_000);
  expect(Math.max(...late.map(({ queueMs }) => queueMs))).toBeLessThan(2000);
  expect(progress.rateLimited).toBeLessThan(40);
});

test("a slow answer holds one slot, not the lane", async () => {
  const clock = new FakeClock();
  const provider = new ScriptedProvider(clock, ({ cell }) => ({
    verdict: completed(),
    latencyMs: cell === 0 ? 5000 : 100,
  }));
  const { options } = laneUnderTest({ clock, provider, tasks: 51, limits: { concurrency: 2 } });
  await clock.run(runLane(options));
  expect(provider.sent.at(-1)?.at).toBe(4900);
  expect(clock.monotonic()).toBe(5000);
});

test("of a million tasks only two pages are in memory, and those in flight are taken", async () => {
  const pages = new TaskPages(1_000_000);
  const { clock, options, provider, stopping } = laneUnderTest({
    limits: { concurrency: 100 },
    overrides: { nextTasks: pages.next },
  });
  const end = runLane(options);
  await clock.advance(92);
  expect(provider.sent).toHaveLength(100);
  expect(pages.lastCell).toBeLessThan(300);
  await clock.advance(1000);
  expect(provider.sent).toHaveLength(1100);
  expect(pages.lastCell).toBeLessThan(1300);
  stopping.abort();
  await clock.run(end);
});

test("the slot is free on the response, not when the record is durable", async () => {
  const clock = new FakeClock();
  const recorder = new MemoryRecorder(clock, 10_000);
  const { options, provider, progress } = laneUnderTest({ clock, recorder, tasks: 80, limits: { concurrency: 8 } });
  const end = runLane(options);
  await clock.advance(950);
  expect(provider.sent).toHaveLength(80);
  expect(progress).toMatchObject({ completed: 0, inFlight: 8 });
  await clock.run(end);
  expect(clock.monotonic()).toBe(11_000);
  expect(progress.completed).toBe(80);
});

test("a recorder that does not keep up slows the lane down", async () => {
  const clock = new FakeClock();
  const recorder = new MemoryRecorder(clock, 60_000);
  const { options, provider } = laneUnderTest({ clock, recorder, tasks: 1000, limits: { concurrency: 10 } });
  const end = runLane(options);
  await clock.advance(50_000);
  expect(provider.sent).toHaveLength(2 * 10 + 256);
  expect(await clock.run(end)).toEqual({ kind: "finished" });
  expect(recorder.cells).toEqual(cellsUpTo(1000));
});

test("the record of an answer says where its time went and what it was", async () => {
  const clock = new FakeClock();
  const usage = usageOf(10, 20);
  const provider = new ScriptedProvider(clock, () => ({ verdict: completed(usage), latencyMs: 250 }));
  const { options, recorder, progress } = laneUnderTest({
    clock,
    provider,
    tasks: 1,
    overrides: { costOf: (given) => (given === usage ? 0.5 : null) },
  });
  await clock.advance(1000);
  await clock.run(runLane(options));
  expect(recorder.records).toEqual([
    {
      cell: 0,
      outcome: { kind: "completed", text: "yes", reasoning: null, toolCalls: null, finishReason: "stop" },
      usage,
      cost: 0.5,
      attempts: 1,
      rateLimited: 0,
      queueMs: 0,
      retryMs: 0,
      latencyMs: 250,
      ttftMs: null,
      startedAt: Date.UTC(2026, 0, 1) + 1000,
      requestId: "request-0-1",
      returnedModel: "scripted",
      httpStatus: 200,
      raw: null,
    },
  ]);
  expect(progress).toMatchObject({ promptTokens: 10, completionTokens: 20, cost: 0.5 });
});

test("an unknown cost and unknown tokens add nothing to what is known", async () => {
  const clock = new FakeClock();
  const usage = usageOf(10, 20);
  const provider = new ScriptedProvider(clock, ({ cell }) => ({
    verdict: cell % 2 === 0 ? completed(usage) : completed(),
    latencyMs: 1,
  }));
  const { options, progress } = laneUnderTest({
    clock,
    provider,
    tasks: 4,
    overrides: { costOf: (given) => (given.kind === "absent" ? null : 0.25) },
  });
  await clock.run(runLane(options));
  expect(progress).toMatchObject({ completed: 4, promptTokens: 20, completionTokens: 40, cost: 0.5 });
});

test("completed, refused and failed tasks are counted apart, each when it is durable", async () => {
  const clock = new FakeClock();
  const answer = { text: null, reasoning: null, toolCalls: null, finishReason: "content_filter" };
  const provider = new ScriptedProvider(clock, ({ cell }) => {
    if (cell < 3) return { verdict: completed(), latencyMs: 1 };
    if (cell < 5) return { verdict: failed("invalid_request"), latencyMs: 1 };
    const outcome = { kind: "refused", code: "content_filter", message: "moderated", ...answer } as const;
    return { verdict: { kind: "settled", outcome, usage: { kind: "absent" } }, latencyMs: 1 };
  });
  const recorder = new MemoryRecorder(clock, 1000);
  const { options, progress } = laneUnderTest({ clock, provider, recorder, tasks: 6 });
  const end = runLane(options);
  await clock.advance(500);
  expect(progress).toMatchObject({ completed: 0, refused: 0, failed: 0 });
  await clock.run(end);
  expect(progress).toMatchObject({ completed: 3, refused: 1, failed: 2 });
});

test("requests per minute are spread over the minute, and waiting for them is queue time", async () => {
  const { clock, options, provider, recorder } = laneUnderTest({ tasks: 5, limits: { requestsPerMinute: 60 } });
  await clock.run(runLane(options));
  // 60 per 60.25 s: one each 1,004.17 ms, the first two a quarter of a second early; timers ring at whole milliseconds.
  expect(provider.sent.map(({ at }) => at)).toEqual([0, 755, 1759, 2763, 3767]);
  expect(recorder.records.map(({ queueMs }) => queueMs)).toEqual([0, 755, 1759, 2763, 3767]);
});

test("in no minute more requests are sent than configured, and nearly as many", async () => {
  const { clock, options, provider } = laneUnderTest({
    tasks: 3000,
    limits: { concurrency: 64, requestsPerMinute: 600 },
  });
  await clock.run(runLane(options));
  const times = provider.sent.map(({ at }) => at);
  const spans = times.slice(600).map((at, index) => at - (times[index] ?? NaN));
  expect(Math.min(...spans)).toBeGreaterThanOrEqual(60_000);
  expect((3000 / clock.monotonic()) * 60_000).toBeGreaterThan(0.99 * 600);
});

test("tokens per minute are kept by the true usage when estimates are wrong", async () => {
  const clock = new FakeClock();
  const tokensPerMinute = 60_000;
  const provider = new ScriptedProvider(clock, () => ({ verdict: completed(usageOf(900, 100)), latencyMs: 500 }));
  const { options } = laneUnderTest({
    clock,
    provider,
    tasks: 300,
    limits: { concurrency: 4, tokensPerMinute },
    overrides: {
      model: { ...laneUnderTest().options.model, limits: { ...noLimits, concurrency: 4, tokensPerMinute } },
    },
  });
  await clock.run(runLane(options));
  const perMinute = (300 * 1000 * 60_000) / clock.monotonic();
  expect(perMinute).toBeGreaterThan(0.98 * tokensPerMinute);
  expect(perMinute).toBeLessThan(1.02 * tokensPerMinute);
});
