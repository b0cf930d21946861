import { expect, test } from "vitest";
import { RateMeter } from "../../../src/cli/display/rate-meter.ts";

test("nothing is said before there is a second to measure", () => {
  const meter = new RateMeter();
  expect(meter.settledPerSecond(0)).toBeNull();
  meter.add({ atMs: 0, settled: 0, requests: 0 });
  meter.add({ atMs: 900, settled: 9, requests: 9 });
  expect(meter.settledPerSecond(900)).toBeNull();
});

test("only the last ten seconds count", () => {
  const meter = new RateMeter();
  // Fast for 20 s, then slow for 10 s.
  for (let second = 0; second <= 20; second += 1)
    meter.add({ atMs: second * 1000, settled: second * 100, requests: second * 100 });
  for (let second = 21; second <= 30; second += 1) {
    meter.add({ atMs: second * 1000, settled: 2000 + (second - 20) * 5, requests: 2000 + (second - 20) * 10 });
  }
  expect([meter.settledPerSecond(30_000), meter.requestsPerSecond(30_000)]).toEqual([5, 10]);
});

test("tasks settled by an earlier sitting are no rate", () => {
  const meter = new RateMeter();
  meter.add({ atMs: 0, settled: 5000, requests: 5000 });
  meter.add({ atMs: 2000, settled: 5004, requests: 5004 });
  expect(meter.settledPerSecond(2000)).toBe(2);
});
