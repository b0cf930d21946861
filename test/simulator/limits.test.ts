import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createLimiter } from "../../src/simulator/limits.ts";

const kinds = (limiter: ReturnType<typeof createLimiter>, times: readonly number[]) =>
  times.map((time) => limiter.admit("account", 10, time).kind);

describe("the limiter", () => {
  it("never has more running than the concurrency of each account", () => {
    const limiter = createLimiter({ concurrency: 2 });
    expect(kinds(limiter, [0, 0, 0])).toEqual(["admitted", "admitted", "limited"]);
    expect(limiter.admit("another", 10, 0).kind).toBe("admitted");
    limiter.release("account");
    expect(kinds(limiter, [0, 0])).toEqual(["admitted", "limited"]);
  });

  it("admits at most burst + rate × time requests, whenever they come", () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 30 }), (waits, rate, burst) => {
        const limiter = createLimiter({ requestsPerSecond: rate, burst });
        let now = 0;
        let admitted = 0;
        for (const wait of waits) {
          now += wait;
          if (limiter.admit("account", 1, now).kind === "admitted") admitted += 1;
          expect(admitted).toBeLessThanOrEqual(burst + (rate * now) / 1000 + 1e-6);
        }
      }),
    );
  });

  it("says how long to wait, and admits then", () => {
    const limiter = createLimiter({ requestsPerSecond: 4, burst: 1 });
    expect(limiter.admit("account", 1, 0).kind).toBe("admitted");
    expect(limiter.admit("account", 1, 100)).toEqual({ kind: "limited", by: "requests", retryAfterMs: 150 });
    expect(limiter.admit("account", 1, 250).kind).toBe("admitted");
  });

  it("keeps tokens per minute in the long run", () => {
    const limiter = createLimiter({ tokensPerMinute: 600 });
    let admitted = 0;
    for (let now = 0; now < 600_000; now += 50) {
      if (limiter.admit("account", 30, now).kind === "admitted") admitted += 30;
    }
    expect(admitted).toBeGreaterThan(600 * 10);
    expect(admitted).toBeLessThanOrEqual(600 * 11 + 30);
  });

  it("without limits admits everything", () => {
    const limiter = createLimiter({});
    expect(new Set(kinds(limiter, Array<number>(500).fill(0)))).toEqual(new Set(["admitted"]));
  });
});
