import * as fc from "fast-check";
import { expect, test } from "vitest";
import { PaceEstimate } from "../../../src/dispatch/rate-control/pace-estimate.ts";

const mark = (now: number, amount: number, pausedMs = 0) => ({ now, amount, pausedMs });

test("from empty to empty the estimate is what was admitted, whatever the bucket's size", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.5, max: 500, noNaN: true }), fc.integer({ min: 10, max: 600 }), (rate, seconds) => {
      fc.pre(rate * seconds > 100);
      const estimate = new PaceEstimate();
      estimate.noteEmpty(mark(0, 0));
      expect(estimate.atHeldPace(mark(seconds * 1000, rate * seconds), rate * 1.1) / rate).toBeCloseTo(1, 1);
    }),
  );
});

test("a rejection right after another hardly changes what was believed", () => {
  const estimate = new PaceEstimate();
  estimate.noteEmpty(mark(0, 100));
  const perSecond = estimate.atHeldPace(mark(20, 101), 50);
  expect(perSecond).toBeGreaterThan(45);
  expect(perSecond).toBeLessThan(55);
});

test("a pause counts as refilled where the bucket is large, and hardly where it is small", () => {
  const [large, small] = [new PaceEstimate(), new PaceEstimate()];
  // What is learnt first sets the burst: half a second's worth, 50 and 0.5.
  large.first(mark(0, 0), 100);
  small.first(mark(0, 0), 1);
  for (const estimate of [large, small]) estimate.noteEmpty(mark(0, 0, 0));
  // 100 requests in 2 s, of which 1 s was paused.
  expect(large.atHeldPace(mark(2000, 100, 1000), 100)).toBeLessThan(52);
  expect(small.atHeldPace(mark(2000, 100, 1000), 100)).toBeGreaterThan(95);
});

test("without anything known before, it is the rate admitted lately", () => {
  expect(new PaceEstimate().first(mark(5000, 200), 40)).toBe(40);
});

test("a probe that was rejected never leads below where it began", () => {
  const estimate = new PaceEstimate();
  estimate.noteEmpty(mark(0, 0));
  estimate.startProbing();
  estimate.startStep(mark(60_000, 1000));
  expect(estimate.afterProbe(mark(63_000, 1060), 55, 50)).toBe(50);
});
