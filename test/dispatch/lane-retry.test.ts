import { expect, test } from "vitest";
import { runLane } from "../../src/dispatch/lane.ts";
import type { Verdict } from "../../src/providers/provider.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { laneUnderTest } from "./support/lane-under-test.ts";
import type { LaneSetting } from "./support/lane-under-test.ts";
import { ScriptedProvider } from "./support/scripted-provider.ts";
import { again, completed, usageOf } from "./support/verdicts.ts";

/** A lane whose first task is answered with `verdicts`, the last of them for ever; each attempt takes 100 ms. */
function laneAnswering(verdicts: readonly Verdict[], setting: LaneSetting = {}) {
  const clock = new FakeClock();
  const provider = new ScriptedProvider(clock, ({ cell, attempt }) => {
    const verdict = cell === 0 ? (verdicts[attempt - 1] ?? verdicts.at(-1)) : undefined;
    return { verdict: verdict ?? completed(), latencyMs: 100 };
  });
  return laneUnderTest({ tasks: 1, ...setting, clock, provider });
}

test("a task is repeated after waits that double, exactly", async () => {
  const { clock, options, provider, recorder, progress } = laneAnswering([
    again("retry"),
    again("retry"),
    again("retry"),
    completed(),
  ]);
  await clock.run(runLane(options));
  expect(provider.sent.map(({ at }) => at)).toEqual([0, 350, 950, 2050]);
  expect(recorder.records).toMatchObject([
    { attempts: 4, rateLimited: 0, queueMs: 0, retryMs: 250 + 500 + 1000, latencyMs: 100, requestId: "request-0-4" },
  ]);
  expect(progress).toMatchObject({ retried: 3, rateLimited: 0, waiting: 0 });
});

test("what a connection takes to open counts as waiting: queue before the first attempt, retry before later ones", async () => {
  const clock = new FakeClock();
  const provider = new ScriptedProvider(clock, ({ attempt }) => {
    const verdict = attempt === 1 ? again("retry") : completed();
    return { verdict, latencyMs: 100, connectMs: attempt === 1 ? 40 : 7 };
  });
  const { options, recorder } = laneUnderTest({ tasks: 1, clock, provider });
  await clock.run(runLane(options));
  expect(recorder.records).toMatchObject([{ queueMs: 40, retryMs: 250 + 7, latencyMs: 100 }]);
});

test("when attempts run out the task fails with the last reason, its usage and the number of attempts", async () => {
  const usage = usageOf(5, 6);
  const { clock, options, recorder, progress } = laneAnswering([again("retry-few"), again("retry", null, usage)], {
    retry: { maximumAttempts: 3 },
    overrides: { costOf: ({ kind }) => (kind === "absent" ? null : 7) },
  });
  expect(await clock.run(runLane(options))).toEqual({ kind: "finished" });
  expect(recorder.records).toMatchObject([
    {
      outcome: { kind: "failed", code: "code-of-retry", message: "try again (after 3 attempts)" },
      attempts: 3,
      usage,
      cost: 7,
    },
  ]);
  expect(progress).toMatchObject({ failed: 1, retried: 2 });
});

test("a wait that the endpoint asks for holds for the task alone", async () => {
  const { clock, options, provider, recorder } = laneAnswering([again("retry", 120_000), completed()], { tasks: 20 });
  await clock.run(runLane(options));
  expect(provider.sent.filter(({ cell }) => cell !== 0).every(({ at }) => at <= 300)).toBe(true);
  expect(provider.sent.at(-1)).toEqual({ cell: 0, attempt: 2, at: 100 + 123_000 });
  expect(recorder.records.at(-1)).toMatchObject({ cell: 0, retryMs: 123_000 });
});

test("a task that waits for its next attempt holds no slot, and goes first when its time has come", async () => {
  const { clock, options, provider, progress } = laneAnswering([again("retry"), completed()], {
    tasks: 6,
    limits: { concurrency: 1 },
  });
  const end = runLane(options);
  await clock.advance(200);
  expect(progress).toMatchObject({ waiting: 1, inFlight: 1 });
  await clock.run(end);
  expect(provider.sent.map(({ cell, at }) => [cell, at])).toEqual([
    [0, 0],
    [1, 100],
    [2, 200],
    [3, 300],
    [0, 400],
    [4, 500],
    [5, 600],
  ]);
});

test("waiting for a slot before a repeated attempt is retry time", async () => {
  const { clock, options, recorder } = laneAnswering([again("retry"), completed()], {
    tasks: 6,
    limits: { concurrency: 1 },
  });
  await clock.run(runLane(options));
  expect(recorder.records.find(({ cell }) => cell === 0)).toMatchObject({ retryMs: 300, queueMs: 0 });
});

test("rate limits do not use up attempts, and both kinds are counted", async () => {
  const verdicts = Array.from({ length: 10 }, (_, index) =>
    again(index % 2 === 0 ? "rate-limit" : "concurrency-limit", 2000),
  );
  const { clock, options, provider, recorder, progress } = laneAnswering([...verdicts, again("retry"), completed()], {
    retry: { maximumAttempts: 2 },
  });
  expect(await clock.run(runLane(options))).toEqual({ kind: "finished" });
  const times = provider.sent.map(({ at }) => at);
  const waits = times.slice(1).map((at, index) => at - (times[index] ?? NaN) - 100);
  // 2 s and half of the jitter each; what is learnt of the pace may add to it.
  expect(Math.min(...waits.slice(0, 10))).toBe(2050);
  expect(waits[10]).toBeGreaterThanOrEqual(250);
  expect(Math.max(...waits)).toBeLessThan(4000);
  expect(recorder.records).toMatchObject([{ outcome: { kind: "completed" }, attempts: 12, rateLimited: 10 }]);
  expect(recorder.records[0]?.retryMs).toBe(waits.reduce((sum, wait) => sum + wait, 0));
  expect(progress).toMatchObject({ rateLimited: 10, retried: 1, waiting: 0, pausedUntil: 0 });
});

test("a rate limit holds back the whole lane, and the lane says until when", async () => {
  const { clock, options, provider, progress, recorder } = laneAnswering([again("rate-limit", 10_000), completed()], {
    tasks: 20,
    limits: { concurrency: 4 },
  });
  const end = runLane(options);
  await clock.advance(5000);
  expect(provider.sent).toHaveLength(4);
  expect(progress).toMatchObject({ inFlight: 0, waiting: 1, pausedUntil: 100 + 10_250 });
  await clock.run(end);
  expect(provider.sent[4]?.at).toBe(10_350);
  expect(recorder.records).toHaveLength(20);
});

test("a loading endpoint is waited for without using up attempts, and gets no further tasks meanwhile", async () => {
  const clock = new FakeClock();
  const readyAt = 300_000;
  const provider = new ScriptedProvider(clock, ({ at }) => ({
    verdict: at < readyAt ? again("loading") : completed(),
    latencyMs: 100,
  }));
  const { options, recorder, progress } = laneUnderTest({
    clock,
    provider,
    tasks: 40,
    limits: { concurrency: 4 },
    retry: { maximumAttempts: 1 },
  });
  const end = runLane(options);
  await clock.advance(readyAt - 1);
  expect(provider.cells).toEqual([0, 1, 2, 3]);
  expect(await clock.run(end)).toEqual({ kind: "finished" });
  expect(recorder.records).toHaveLength(40);
  expect(recorder.records.find(({ cell }) => cell === 0)?.attempts).toBeGreaterThan(10);
  expect(progress.rateLimited).toBe(0);
});
