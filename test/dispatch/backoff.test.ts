import * as fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "../../src/dispatch/backoff.ts";
import { waitMs } from "../../src/dispatch/wait.ts";
import { defaultRetry } from "./support/lane-under-test.ts";

test("the ceiling of an own wait doubles from the first interval up to the longest", () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 100].map((n) => backoffMs(defaultRetry, n, () => 1));
  expect(ceilings).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
});

test("an own wait is spread over the whole range below its ceiling", () => {
  expect(backoffMs(defaultRetry, 3, () => 0)).toBe(0);
  expect(backoffMs(defaultRetry, 3, () => 0.25)).toBe(500);
});

test("an own wait is never negative nor beyond the longest interval, however many came before", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (n, x) => {
        const delayMs = backoffMs(defaultRetry, n, () => x);
        expect(delayMs >= 0 && delayMs < defaultRetry.maximumIntervalMs).toBe(true);
      },
    ),
  );
});

test("what the endpoint asks for is waited for, and up to five percent more", () => {
  expect(waitMs(120_000, defaultRetry, 1, () => 0)).toBe(120_000);
  expect(waitMs(120_000, defaultRetry, 1, () => 0.5)).toBe(123_000);
});

test("an endpoint that asks to come back at once gets the own wait instead", () => {
  expect(waitMs(0, defaultRetry, 2, () => 0.5)).toBe(500);
  expect(waitMs(-1, defaultRetry, 2, () => 0.5)).toBe(500);
  expect(waitMs(null, defaultRetry, 2, () => 0.5)).toBe(500);
});
