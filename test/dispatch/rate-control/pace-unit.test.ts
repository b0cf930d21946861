import { expect, test } from "vitest";
import { PaceUnit } from "../../../src/dispatch/rate-control/pace-unit.ts";
import { seededRandom } from "../../../src/stats/random.ts";

/** Sends requests of 100 to 900 tokens and rejects some, as `isRejected` says. */
function play(seed: number, isRejected: (tokens: number, random: () => number) => boolean): PaceUnit {
  const random = seededRandom(seed);
  const unit = new PaceUnit();
  for (let index = 0; index < 5000; index++) {
    const tokens = 100 + 800 * random();
    unit.sent(tokens);
    if (isRejected(tokens, random)) unit.rejected(tokens);
  }
  return unit;
}

test("where large requests are rejected, tokens count", () => {
  const unit = play(1, (tokens, random) => tokens > 600 && random() < 0.02);
  expect(unit.unit).toBe("tokens");
  expect(unit.tokensPerRequest).toBeGreaterThan(400);
  expect(unit.tokensPerRequest).toBeLessThan(600);
  expect(unit.costOf(unit.tokensPerRequest)).toBe(1);
});

test("where size does not matter, requests count", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const unit = play(seed, (_tokens, random) => random() < 0.02);
    expect([seed, unit.unit]).toEqual([seed, "requests"]);
  }
});

test("requests of one size each count one", () => {
  const unit = new PaceUnit();
  for (let index = 0; index < 1000; index++) {
    unit.sent(300);
    unit.rejected(300);
  }
  expect(unit.costOf(300)).toBe(1);
  expect(unit.unit).toBe("requests");
});

test("tokens are given up when large requests are no longer the ones that are rejected", () => {
  const random = seededRandom(1);
  const unit = play(1, (tokens) => tokens > 600);
  for (let index = 0; index < 500; index++) {
    const tokens = 100 + 800 * random();
    unit.sent(tokens);
    unit.rejected(tokens);
  }
  expect(unit.unit).toBe("requests");
});
