import { expect, it } from "vitest";

import { latencyOf } from "../../src/simulator/latency.ts";
import { fingerprint } from "../../src/simulator/random.ts";

const requests = Array.from({ length: 20_000 }, (_, index) => fingerprint(`request ${index}`, 7));

it("is constant without sigma", () => {
  expect(requests.slice(0, 100).map((request) => latencyOf(request, { medianMs: 200 }))).toEqual(Array(100).fill(200));
});

it("is lognormal: the logarithm has the median and the standard deviation that were asked for", () => {
  const logarithms = requests.map((request) => Math.log(latencyOf(request, { medianMs: 200, sigma: 0.5 })));
  const mean = logarithms.reduce((sum, value) => sum + value, 0) / logarithms.length;
  const variance = logarithms.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logarithms.length;
  expect(Math.exp(mean)).toBeGreaterThan(196);
  expect(Math.exp(mean)).toBeLessThan(204);
  expect(Math.sqrt(variance)).toBeGreaterThan(0.49);
  expect(Math.sqrt(variance)).toBeLessThan(0.51);
});

it("is the same for the same request", () => {
  const [first] = requests;
  if (first === undefined) throw new Error("no requests");
  const options = { medianMs: 200, sigma: 1 };
  expect(latencyOf(first, options)).toBe(latencyOf({ ...first }, options));
});
