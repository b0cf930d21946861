import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AnnouncedLimit } from "../../../src/dispatch/rate-control/announced-limit.ts";

test("what is left is spread over the time until it is renewed", () => {
  const limit = new AnnouncedLimit();
  limit.announce(0, { remaining: 9, resetMs: 10_000 }, 1, 0);
  expect(limit.opensAt(0, 1)).toBe(1000);
});

test("once used up it opens when it is renewed, and says so once", () => {
  const limit = new AnnouncedLimit();
  limit.announce(0, { remaining: 2, resetMs: 10_000 }, 1, 0);
  expect(limit.sent(1, 1)).toBeNull();
  expect(limit.sent(2, 1)).toBe(10_000);
  expect(limit.sent(3, 1)).toBeNull();
  expect(limit.opensAt(3, 1)).toBe(10_000);
  expect(limit.opensAt(10_000, 1)).toBe(-Infinity);
});

test("what was sent since the request that brought the news is no longer left", () => {
  const limit = new AnnouncedLimit();
  limit.announce(0, { remaining: 5, resetMs: 10_000 }, 1, 5);
  expect(limit.opensAt(0, 1)).toBe(10_000);
});

test("an answer to an older request does not override a newer one", () => {
  const limit = new AnnouncedLimit();
  limit.announce(0, { remaining: 0, resetMs: 10_000 }, 7, 0);
  limit.announce(1, { remaining: 100, resetMs: 9999 }, 6, 0);
  expect(limit.opensAt(1, 1)).toBe(10_000);
});

test("limits of a day and limits already renewed hold nothing back", () => {
  const limit = new AnnouncedLimit();
  limit.announce(1000, { remaining: 0, resetMs: 86_400_000 }, 1, 0);
  limit.announce(1000, { remaining: 0, resetMs: -100 }, 2, 0);
  expect(limit.opensAt(1000, 1)).toBe(-Infinity);
});

test("a fixed window is never exceeded, and never left half used", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 100, max: 60_000 }), (size, resetAt) => {
      const limit = new AnnouncedLimit();
      limit.announce(0, { remaining: size, resetMs: resetAt }, 1, 0);
      let sent = 0;
      for (let now = limit.opensAt(0, 1); now < resetAt; now = limit.opensAt(now, 1)) {
        limit.sent(now, 1);
        sent += 1;
      }
      expect(sent).toBe(size);
    }),
  );
});

test("a bucket that is refilled steadily settles at its full rate", () => {
  const [size, perSecond] = [600, 10];
  const limit = new AnnouncedLimit();
  let [level, now, sent] = [size, 0, 0];
  while (now < 3_600_000) {
    const next = Math.max(now, limit.opensAt(now, 1));
    level = Math.min(size, level + ((next - now) / 1000) * perSecond);
    now = next + 1;
    level -= 1;
    sent += 1;
    expect(level).toBeGreaterThanOrEqual(-1);
    limit.sent(now, 1);
    limit.announce(now, { remaining: Math.floor(level), resetMs: ((size - level) / perSecond) * 1000 }, sent, 0);
  }
  expect(sent).toBeGreaterThan(0.97 * 3600 * perSecond);
});
