import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Bucket } from "../../../src/dispatch/account/bucket.ts";

/** Takes as soon as the bucket opens, after idling for `idleMs` each time. */
function takeAll(perMinute: number, takes: readonly { readonly idleMs: number; readonly amount: number }[]) {
  const bucket = new Bucket(perMinute);
  let now = 0;
  return takes.map(({ idleMs, amount }) => {
    now = Math.max(now + idleMs, bucket.openAt);
    bucket.take(amount, now);
    return { at: now, amount };
  });
}

test("a bucket lets at most its amount through before the last take of any minute", () => {
  const take = fc.record({
    idleMs: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 90_000 })),
    amount: fc.integer({ min: 1, max: 3000 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.array(take, { maxLength: 200 }), (perMinute, takes) => {
      const taken = takeAll(perMinute, takes);
      for (const [index, first] of taken.entries()) {
        const minute = taken.slice(index).filter(({ at }) => at < first.at + 60_000);
        const beforeLast = minute.slice(0, -1).reduce((sum, { amount }) => sum + amount, 0);
        expect(beforeLast).toBeLessThan(perMinute * (1 + 1e-9));
      }
    }),
  );
});

test.each([1, 6, 60, 599, 6000])("requests at %i per minute never exceed that number in any minute", (perMinute) => {
  const taken = takeAll(
    perMinute,
    Array.from({ length: perMinute * 3 }, (_, index) => ({ idleMs: index === perMinute ? 300_000 : 0, amount: 1 })),
  );
  const minutes = taken.slice(perMinute).map(({ at }, index) => at - (taken[index]?.at ?? NaN));
  expect(Math.min(...minutes)).toBeGreaterThanOrEqual(60_000 - 1e-6);
});

test("a bucket that is kept busy gives at least 99.5 % of its amount", () => {
  const taken = takeAll(
    600,
    Array.from({ length: 6001 }, () => ({ idleMs: 0, amount: 1 })),
  );
  const minutes = (taken.at(-1)?.at ?? Infinity) / 60_000;
  expect(6000 / minutes).toBeGreaterThan(0.995 * 600);
});

test("a start or an idle hour is no burst: only a quarter of a second is made up for", () => {
  const bucket = new Bucket(6000);
  for (const now of [0, 3_600_000]) {
    let burst = 0;
    for (; bucket.openAt <= now; burst++) bucket.take(1, now);
    expect(burst).toBe(25);
  }
});

test("a refund restores what was taken", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (before, amount) => {
      const bucket = new Bucket(1000);
      bucket.take(before, 0);
      const { openAt } = bucket;
      bucket.take(amount, 0);
      bucket.refund(amount);
      expect(bucket.openAt).toBeCloseTo(openAt, 6);
    }),
  );
});
