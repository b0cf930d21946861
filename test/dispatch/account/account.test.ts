import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Account } from "../../../src/dispatch/account/account.ts";
import type { AccountOptions } from "../../../src/dispatch/account/account.ts";
import type { Permit, SendReport, Wish } from "../../../src/dispatch/account/permit.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { warmController } from "../support/lane-under-test.ts";

const never = new AbortController().signal;

function accountOn(clock: FakeClock, options: Partial<AccountOptions> = {}): Account {
  return new Account({
    requestsPerMinute: null,
    tokensPerMinute: null,
    controller: warmController({ start: 1000, ceiling: 1000 }),
    clock,
    ...options,
  });
}

function wish(tokens = 1, wanted: Partial<Wish> = {}): Wish {
  return { lane: 0, tokens, isRepeated: false, ...wanted };
}

/** When the account lets the next request go, on the monotonic clock. */
async function nextAdmission(clock: FakeClock, account: Account): Promise<number> {
  await clock.run(account.acquire(wish(), never));
  return clock.monotonic();
}

test("an account without limits lets everything go at once and sets no timer", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock);
  await Promise.all(Array.from({ length: 1000 }, () => account.acquire(wish(1000), never)));
  expect(clock.sleepers).toBe(0);
});

test("a rate limit pauses until Retry-After and five percent of jitter, beyond a minute too", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock);
  const permit = await account.acquire(wish(), never);
  permit.settle({ kind: "rate-limited", retryAfterMs: 120_000 });
  expect(await nextAdmission(clock, account)).toBe(123_000);
});

test("a shorter Retry-After that comes later does not shorten the pause", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock);
  const [first, second] = await Promise.all([account.acquire(wish(), never), account.acquire(wish(), never)]);
  first.settle({ kind: "rate-limited", retryAfterMs: 10_000 });
  second.settle({ kind: "rate-limited", retryAfterMs: 1000 });
  expect(await nextAdmission(clock, account)).toBe(10_250);
});

test("a longer Retry-After lengthens the pause, also from a request that was sent before it", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock);
  const [first, second] = await Promise.all([account.acquire(wish(), never), account.acquire(wish(), never)]);
  first.settle({ kind: "rate-limited", retryAfterMs: 1000 });
  second.settle({ kind: "rate-limited", retryAfterMs: 10_000 });
  expect(await nextAdmission(clock, account)).toBe(10_250);
});

test("no more are in flight than the controller lets, and whatever ends one lets the next go", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { controller: warmController({ start: 1, ceiling: 1 }) });
  const reports: SendReport[] = [
    { kind: "answered", tokens: null },
    { kind: "failed", tokens: 0 },
    { kind: "lost" },
    { kind: "unsent" },
    { kind: "answered", tokens: 1 },
  ];
  let permit = await account.acquire(wish(), never);
  for (const report of reports) {
    const next = account.acquire(wish(), never);
    let isAdmitted = false;
    void next.then(() => (isAdmitted = true));
    await clock.advance(60_000);
    expect(isAdmitted).toBe(false);
    expect(account.inFlight).toBe(1);
    permit.settle(report);
    permit = await next;
  }
  expect(clock.sleepers).toBe(0);
});

test("a volley of rejections to requests that left together counts once: one fewer than were in flight fits", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { controller: warmController({ start: 64, ceiling: 64 }) });
  const permits = await Promise.all(Array.from({ length: 64 }, () => account.acquire(wish(), never)));
  await clock.advance(10);
  for (const permit of permits.toReversed()) permit.settle({ kind: "rate-limited", retryAfterMs: null });
  expect(account.concurrency).toBe(63);
  expect(await nextAdmission(clock, account)).toBeLessThan(20);
});

test("within a lane repeated requests go first, and lanes take turns however many of theirs wait", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { controller: warmController({ start: 1, ceiling: 1 }) });
  const order: string[] = [];
  const ask = async (name: string, wanted: Partial<Wish>) => {
    const permit = await account.acquire(wish(1, wanted), never);
    order.push(name);
    await clock.sleep(10);
    permit.settle({ kind: "answered", tokens: null });
  };
  await clock.run(
    Promise.all([
      ask("a1", { lane: 0 }),
      ask("a2", { lane: 0 }),
      ask("a3", { lane: 0 }),
      ask("a4", { lane: 0 }),
      ask("b1", { lane: 1 }),
      ask("b2", { lane: 1 }),
      ask("a repeated", { lane: 0, isRepeated: true }),
    ]),
  );
  expect(order).toEqual(["a1", "a repeated", "b1", "a2", "b2", "a3", "a4"]);
});

test("what an endpoint announces is kept to without a single rejection", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock);
  const permit = await account.acquire(wish(), never);
  const announced = { requests: { remaining: 0, resetMs: 5000 }, tokens: null };
  permit.settle({ kind: "answered", tokens: null }, announced);
  expect(await nextAdmission(clock, account)).toBe(5000);
});

test("the lanes of an account are told of each rate limit, and for how long there was nothing else", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock);
  const notices: unknown[] = [];
  const leave = account.join({ onRateLimit: (notice) => notices.push(notice), onHold: () => {} });
  for (const report of [{ retryAfterMs: 1000 }, { retryAfterMs: null, message: "slow down", isDoubtful: true }]) {
    (await clock.run(account.acquire(wish(), never))).settle({ kind: "rate-limited", ...report });
  }
  leave();
  (await clock.run(account.acquire(wish(), never))).settle({ kind: "rate-limited", retryAfterMs: 5 });
  expect(notices).toEqual([
    { pausedUntil: 1025, retryAfterMs: 1000, limitedForMs: 0, message: "", isDoubtful: false },
    { pausedUntil: 1025, retryAfterMs: null, limitedForMs: 1025, message: "slow down", isDoubtful: true },
  ]);
});

test("however many wait there is one timer, and none when all have given up", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { requestsPerMinute: 60 });
  const giveUp = new AbortController();
  const waits = Array.from({ length: 100 }, () => account.acquire(wish(), giveUp.signal));
  const ends = Promise.allSettled(waits);
  await clock.advance(0);
  expect(clock.sleepers).toBe(1);
  giveUp.abort(new Error("enough"));
  expect((await ends).filter(({ status }) => status === "rejected")).toHaveLength(99);
  await clock.advance(0);
  expect(clock.sleepers).toBe(0);
});

test("one that gives up in the middle of the line leaves the order of the others as it was", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { requestsPerMinute: 60 });
  const giveUp = new AbortController();
  const order: string[] = [];
  const wait = async (name: string, signal: AbortSignal) => {
    await account.acquire(wish(), signal).then(
      () => order.push(name),
      () => order.push(`${name} gave up`),
    );
  };
  const all = Promise.all([wait("a", never), wait("b", giveUp.signal), wait("c", never), wait("d", never)]);
  giveUp.abort();
  await clock.run(all);
  expect(order).toEqual(["a", "b gave up", "c", "d"]);
});

test("one that comes just as the account opens does not overtake those whose timer has yet to ring", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { requestsPerMinute: 60 });
  await account.acquire(wish(), never);
  const order: string[] = [];
  const early = account.acquire(wish(), never).then(() => order.push("early"));
  // Open from 754.17 ms, while the timer rings at 755.
  await clock.advance(754.5);
  const late = account.acquire(wish(), never).then(() => order.push("late"));
  await clock.run(Promise.all([early, late]));
  expect(order).toEqual(["early", "late"]);
});

test("a rate-limited request gives its tokens back", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { tokensPerMinute: 60 });
  (await account.acquire(wish(600), never)).settle({ kind: "rate-limited", retryAfterMs: 1000 });
  expect(await nextAdmission(clock, account)).toBe(1025);
});

test("a permit that was not used gives its request and its tokens back", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { requestsPerMinute: 1, tokensPerMinute: 1 });
  const permit = await account.acquire(wish(10_000), never);
  const next = account.acquire(wish(), never);
  permit.settle({ kind: "unsent" });
  await next;
  expect(clock.monotonic()).toBe(0);
});

test("a failed request gives its tokens back but stays a request", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { requestsPerMinute: 60, tokensPerMinute: 60 });
  (await account.acquire(wish(600), never)).settle({ kind: "failed", tokens: 0 });
  expect(await nextAdmission(clock, account)).toBe(755);
});

test("the true usage replaces the estimate, whether less or more", async () => {
  const tokensPerMinute = 60_250;
  for (const [tokens, opensAt] of [
    [null, 9750],
    [2000, 1750],
    [30_000, 29_750],
  ] as const) {
    const clock = new FakeClock();
    const account = accountOn(clock, { tokensPerMinute });
    (await account.acquire(wish(10_000), never)).settle({ kind: "answered", tokens });
    expect(await nextAdmission(clock, account)).toBe(opensAt);
  }
});

test("a refund wakes who waits for it, before the timer would have", async () => {
  const clock = new FakeClock();
  const account = accountOn(clock, { tokensPerMinute: 60 });
  const permit = await account.acquire(wish(600), never);
  const waiting = account.acquire(wish(), never);
  await clock.advance(5000);
  permit.settle({ kind: "answered", tokens: 1 });
  await clock.run(waiting);
  expect(clock.monotonic()).toBe(5000);
});

test("whatever lanes ask and report, no minute sees more than was configured, all go in order, and nobody starves", async () => {
  const request = fc.record({
    pauseMs: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 20_000 })),
    tokens: fc.integer({ min: 1, max: 2000 }),
    latencyMs: fc.integer({ min: 1, max: 5000 }),
    result: fc.constantFrom("answered", "rate-limited", "failed", "unsent"),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 100, max: 50_000 }),
      fc.array(request, { minLength: 1, maxLength: 40 }),
      async (requestsPerMinute, tokensPerMinute, requests) => {
        const clock = new FakeClock();
        const account = accountOn(clock, { requestsPerMinute, tokensPerMinute });
        const asked: number[] = [];
        const sent: { readonly index: number; readonly at: number; readonly tokens: number }[] = [];
        const finish = async (permit: Permit, index: number) => {
          const { latencyMs, result, tokens } = requests[index] ?? { latencyMs: 1, result: "answered", tokens: 1 };
          if (result === "unsent") return permit.settle({ kind: "unsent" });
          sent.push({ index, at: clock.monotonic(), tokens });
          await clock.sleep(latencyMs);
          if (result === "answered") permit.settle({ kind: "answered", tokens });
          else if (result === "failed") permit.settle({ kind: "failed", tokens });
          else permit.settle({ kind: "rate-limited", retryAfterMs: latencyMs });
        };
        const admitted: number[] = [];
        const ask = async () => {
          const ends: Promise<void>[] = [];
          for (const [index, { pauseMs, tokens }] of requests.entries()) {
            await clock.sleep(pauseMs);
            asked.push(index);
            ends.push(
              account.acquire(wish(tokens), never).then((permit) => {
                admitted.push(index);
                return finish(permit, index);
              }),
            );
          }
          await Promise.all(ends);
        };
        await clock.run(ask());
        expect(admitted).toEqual(asked);
        for (const [index, first] of sent.entries()) {
          const minute = sent.slice(index).filter(({ at }) => at < first.at + 60_000);
          expect(minute.length).toBeLessThanOrEqual(requestsPerMinute);
          const beforeLast = minute.slice(0, -1).reduce((sum, { tokens }) => sum + tokens, 0);
          const refunded = minute.reduce(
            (sum, one) => sum + (requests[one.index]?.result === "rate-limited" ? one.tokens : 0),
            0,
          );
          expect(beforeLast - refunded).toBeLessThan(tokensPerMinute * (1 + 1e-9));
        }
      },
    ),
    { numRuns: 200 },
  );
});
