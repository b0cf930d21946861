import { expect, test } from "vitest";
import { Budget } from "../../../src/dispatch/budget/budget.ts";
import { runLane } from "../../../src/dispatch/lane.ts";
import type { Verdict } from "../../../src/providers/provider.ts";
import { worstCase, type Spend } from "../../../src/dispatch/budget/worst-case.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { defaultRetry, laneUnderTest, noLimits } from "../support/lane-under-test.ts";
import { ScriptedProvider, type Sent } from "../support/scripted-provider.ts";
import { again, completed, usageOf } from "../support/verdicts.ts";

const params = { max_tokens: 100 };
const model = { params, limits: noLimits, retry: defaultRetry, breaker: null, price: null };
/** Tokens of the dearest of these tasks. */
const WORST = worstCase([{ role: "user", content: "999" }], { params, price: null })?.tokens ?? 0;

function tokenBudget(limit: number) {
  const unrecorded: Spend[] = [];
  const budget = new Budget({
    caps: [{ kind: "tokens", limit }],
    maxFailures: null,
    deadline: null,
    spent: [],
    failed: 0,
    onUnrecorded: (_lane, spend) => unrecorded.push(spend),
  });
  return { budget, unrecorded, spent: () => budget.state?.tokens?.spent };
}

function laneOn(clock: FakeClock, budget: Budget, tasks: number, script: (sent: Sent) => Verdict) {
  const provider = new ScriptedProvider(clock, (sent) => ({ verdict: script(sent), latencyMs: 100 }));
  return laneUnderTest({ clock, provider, budget, tasks, overrides: { model } });
}

test("a lane whose account is paused holds no money that another lane could use", async () => {
  const clock = new FakeClock();
  const { budget } = tokenBudget(20 * WORST);
  const paused = laneOn(clock, budget, 100, ({ attempt }) =>
    attempt === 1 ? again("rate-limit", 600_000) : completed(usageOf(1, 1)),
  );
  const other = laneOn(clock, budget, 50, () => completed(usageOf(1, 1)));
  const ends = Promise.all([runLane(paused.options), runLane(other.options)]);
  await clock.advance(60_000);
  expect(other.progress).toMatchObject({ completed: 50, done: true });
  expect(paused.progress.completed).toBe(0);
  expect(await clock.run(ends)).toEqual([{ kind: "finished" }, { kind: "finished" }]);
});

test("no more is in flight than the budget could pay for, and what is cheaper than feared makes room", async () => {
  const clock = new FakeClock();
  const { budget, spent } = tokenBudget(3 * WORST);
  const lane = laneOn(clock, budget, 40, () => completed(usageOf(2, 3)));
  expect(await clock.run(runLane(lane.options))).toEqual({ kind: "finished" });
  expect(lane.provider.maximumInFlight).toBe(3);
  expect(spent()).toBe(200);
});

test("what is repeated counts beside what is recorded, at its worst case where nobody says how much it was", async () => {
  const clock = new FakeClock();
  const { budget, spent, unrecorded } = tokenBudget(100 * WORST);
  const lane = laneOn(clock, budget, 1, ({ attempt }) => {
    if (attempt === 1) return again("retry", null, usageOf(7, 0));
    return attempt === 2 ? again("retry") : completed(usageOf(2, 3));
  });
  expect(await clock.run(runLane(lane.options))).toEqual({ kind: "finished" });
  const worst = worstCase([{ role: "user", content: "0" }], { params, price: null })?.tokens ?? 0;
  expect(unrecorded.map(({ tokens }) => tokens)).toEqual([7, worst]);
  expect(spent()).toBe(7 + worst + 5);
});

test("a lane is stopped with its tasks unsettled when the next one might cost too much", async () => {
  const clock = new FakeClock();
  const { budget, spent } = tokenBudget(3 * WORST);
  const lane = laneOn(clock, budget, 40, () => completed(usageOf(50, 50)));
  const end = await clock.run(runLane(lane.options));
  expect(end).toMatchObject({ kind: "stopped", stop: { code: "budget_tokens" } });
  expect(lane.progress).toMatchObject({ waiting: 0, inFlight: 0, stop: { code: "budget_tokens" } });
  expect(lane.recorder.records.length * 100).toBe(spent());
  expect(3 * WORST - (spent() ?? 0)).toBeLessThan(WORST);
  expect(clock.sleepers).toBe(0);
});

test("cutting leaves what was in flight spent at its worst case", async () => {
  const clock = new FakeClock();
  const { budget, spent, unrecorded } = tokenBudget(100 * WORST);
  const lane = laneOn(clock, budget, 2, () => completed(usageOf(1, 1)));
  const end = runLane(lane.options);
  await clock.advance(50);
  lane.cutting.abort();
  expect(await clock.run(end)).toEqual({ kind: "interrupted" });
  expect(unrecorded).toHaveLength(2);
  expect(spent()).toBe(unrecorded.reduce((sum, { tokens }) => sum + tokens, 0));
});
