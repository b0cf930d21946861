import { expect, test } from "vitest";
import { seededRandom } from "../../src/stats/random.ts";

const draw = (seed: number, count: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random() * 2 ** 32);
};

// Constants printed by the C original of mulberry32, compiled with gcc.
test.each([
  [0, [1144304738, 1416247, 958946056, 627933444]],
  [1, [2693262067, 11749833, 2265367787, 4213581821]],
  [4294967295, [3850105811, 813802916, 3073704848, 4054706436]],
])("seed %d gives the numbers of the original generator", (seed, expected) => {
  expect(draw(seed, 4)).toEqual(expected);
});

test("two generators of one seed agree and do not disturb each other", () => {
  const first = seededRandom(42);
  const second = seededRandom(42);
  const interleaved = Array.from({ length: 100 }, () => [first(), second()] as const);
  expect(interleaved.every(([a, b]) => a === b)).toBe(true);
});

test("the numbers fill the range from 0 up to but not including 1 evenly", () => {
  const random = seededRandom(7);
  const buckets = new Uint32Array(10);
  for (let index = 0; index < 100_000; index++) {
    const bucket = Math.floor(random() * 10);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  expect(buckets.reduce((sum, count) => sum + count)).toBe(100_000);
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});
