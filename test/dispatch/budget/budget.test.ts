import fc from "fast-check";
import { expect, test } from "vitest";
import type { LaneStop } from "../../../src/core/run.ts";
import { Budget, type BudgetOptions } from "../../../src/dispatch/budget/budget.ts";
import type { Spend } from "../../../src/dispatch/budget/worst-case.ts";

const usd = (cost: number, tokens = 0): Spend => ({ tokens, cost, currency: "USD" });

function budgetOf(options: Partial<BudgetOptions> = {}) {
  const stops: LaneStop[] = [];
  const budget = new Budget({
    caps: [{ kind: "cost", limit: 10, currency: "USD" }],
    maxFailures: null,
    deadline: null,
    spent: [],
    failed: 0,
    onUnrecorded: () => {},
    ...options,
  });
  budget.join((stop) => stops.push(stop));
  return { budget, stops };
}

const never = new AbortController().signal;
/** Lets whatever a resolved promise sets off be done. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a request is let go while its worst case fits beside what is spent and what is in flight", () => {
  const { budget, stops } = budgetOf({ spent: [usd(3)] });
  expect(budget.reserve(usd(4), false)).toBe(true);
  expect(budget.reserve(usd(3), false)).toBe(true);
  expect(budget.reserve(usd(0.01), false)).toBe(false);
  expect(stops).toEqual([]);
});

test("who finds no room is woken when an answer was cheaper than its worst case", async () => {
  const { budget } = budgetOf();
  budget.reserve(usd(8), false);
  expect(budget.reserve(usd(5), false)).toBe(false);
  let isWoken = false;
  void budget.room(usd(5), never).then(() => (isWoken = true));
  await settled();
  expect(isWoken).toBe(false);
  budget.settle(usd(8), usd(1));
  await settled();
  expect(isWoken).toBe(true);
  expect(budget.reserve(usd(5), true)).toBe(true);
});

test("no more are woken than there is room for, and none for whom the room is too small", async () => {
  const { budget, stops } = budgetOf();
  budget.reserve(usd(10), false);
  const woken: number[] = [];
  for (const cost of [9, 4, 4, 1]) void budget.room(usd(cost), never).then(() => woken.push(cost));
  budget.settle(usd(10), usd(4));
  await settled();
  expect(woken).toEqual([4, 1]);
  expect(stops).toEqual([]);
});

test("nothing in flight and no room for the next request stops every lane, once, and says how it stands", () => {
  const { budget, stops } = budgetOf({ spent: [usd(9.5)] });
  expect(budget.reserve(usd(0.75), false)).toBe(false);
  expect(budget.reserve(usd(0.75), false)).toBe(false);
  expect(stops).toEqual([
    {
      code: "budget_cost",
      message:
        "9.50 USD of 10.00 USD is spent, and the next request could take up to 0.750 USD: " +
        "resume with a higher --max-cost",
    },
  ]);
});

test("who waits is told when the last answer leaves too little", async () => {
  const { budget, stops } = budgetOf();
  budget.reserve(usd(8), false);
  const stopping = new AbortController();
  budget.join(() => stopping.abort("stopped"));
  const waiting = budget.room(usd(5), stopping.signal);
  budget.settle(usd(8), usd(7));
  await expect(waiting).rejects.toBe("stopped");
  expect(stops).toHaveLength(1);
});

test("nobody is stopped while somebody who was woken is about to send", async () => {
  const { budget, stops } = budgetOf();
  budget.reserve(usd(10), false);
  const woken = budget.room(usd(2), never);
  budget.settle(usd(10), usd(7));
  await woken;
  expect(budget.reserve(usd(4), false)).toBe(false);
  expect(stops).toEqual([]);
  expect(budget.reserve(usd(2), true)).toBe(true);
});

test("who was woken and gives up leaves the room to the next", async () => {
  const { budget, stops } = budgetOf();
  budget.reserve(usd(10), false);
  const first = budget.room(usd(3), never);
  const waiting = budget.room(usd(5), never);
  waiting.catch(() => {});
  budget.settle(usd(10), usd(7));
  await first;
  expect(stops).toEqual([]);
  budget.giveUp();
  expect(stops).toHaveLength(1);
});

test("each currency and the tokens have caps of their own, and the one that is full is named", () => {
  const { budget, stops } = budgetOf({
    caps: [
      { kind: "cost", limit: 10, currency: "USD" },
      { kind: "cost", limit: 1, currency: "CNY" },
      { kind: "tokens", limit: 1000 },
    ],
  });
  expect(budget.reserve({ tokens: 10, cost: 5, currency: "USD" }, false)).toBe(true);
  expect(budget.reserve({ tokens: 10, cost: 2, currency: "CNY" }, false)).toBe(false);
  expect(budget.reserve({ tokens: 991, cost: 0, currency: null }, false)).toBe(false);
  budget.settle({ tokens: 10, cost: 5, currency: "USD" }, { tokens: 600, cost: 1, currency: "USD" });
  expect(budget.reserve({ tokens: 500, cost: 0, currency: null }, false)).toBe(false);
  expect(stops).toMatchObject([
    { code: "budget_tokens", message: expect.stringMatching(/^600 tokens of 1,000 tokens/) },
  ]);
});

test("more failed tasks than allowed stop every lane, those of earlier sittings counted", () => {
  const { budget, stops } = budgetOf({ maxFailures: 2, failed: 1 });
  budget.countFailure();
  expect(stops).toEqual([]);
  budget.countFailure();
  expect(stops).toMatchObject([{ code: "max_failures", message: expect.stringMatching(/^3 tasks failed/) }]);
});

test("who joins late is told at once", () => {
  expect(budgetOf({ maxFailures: 0, failed: 1 }).stops).toHaveLength(1);
});

test("how it stands is plain data, null where nothing is limited", () => {
  const { budget } = budgetOf({ maxFailures: 5, deadline: Date.UTC(2026, 10, 23, 7), failed: 2, spent: [usd(1.25)] });
  expect(budget.state).toEqual({
    cost: [{ spent: 1.25, limit: 10, currency: "USD" }],
    tokens: null,
    failures: { failed: 2, allowed: 5 },
    deadline: "2026-11-23T07:00:00.000Z",
  });
  expect(budgetOf({ caps: [] }).budget.state).toBeNull();
});

test("spent and reserved together never exceed the cap, and all is released in the end", async () => {
  const request = fc.record({
    worst: fc.integer({ min: 1, max: 400 }),
    share: fc.constantFrom(null, 0, 0.1, 0.5, 1),
    rounds: fc.integer({ min: 0, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 40 }), fc.integer({ min: 1, max: 16 }), async (requests, slots) => {
      const limit = 1;
      const { budget, stops } = budgetOf({ caps: [{ kind: "cost", limit, currency: "USD" }] });
      const stopping = new AbortController();
      budget.join(() => stopping.abort("stopped"));
      let [reserved, spent, inFlight] = [0, 0, 0];
      const send = async ({ worst: thousandths, share, rounds }: (typeof requests)[number]): Promise<void> => {
        const worst = usd(thousandths / 1000);
        for (let isBack = false; !stopping.signal.aborted || isBack; isBack = true) {
          if (stopping.signal.aborted) {
            budget.giveUp();
            return;
          }
          if (budget.reserve(worst, isBack)) break;
          if (
            await budget.room(worst, stopping.signal).then(
              () => false,
              () => true,
            )
          )
            return;
        }
        if (stopping.signal.aborted) return;
        reserved += worst.cost;
        inFlight += 1;
        expect(spent + reserved).toBeLessThanOrEqual(limit * (1 + 1e-9));
        for (let round = 0; round < rounds; round++) await Promise.resolve();
        reserved -= worst.cost;
        inFlight -= 1;
        spent += worst.cost * (share ?? 0);
        budget.settle(worst, share === null ? null : usd(worst.cost * share));
      };
      const queue = [...requests];
      const worker = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await send(next);
      };
      await Promise.all(Array.from({ length: slots }, worker));
      expect(inFlight).toBe(0);
      expect(budget.state?.cost[0]?.spent).toBeCloseTo(spent, 9);
      // It stops only when something would not fit: never without need.
      const largest = Math.max(0, ...requests.map(({ worst }) => worst / 1000));
      expect(stops.length === 0 || spent + largest > limit).toBe(true);
    }),
    { numRuns: 300 },
  );
});
