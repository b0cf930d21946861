import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import type { SimulatorLimits } from "../../src/simulator/options.ts";
import { startSimulatorThread } from "../../src/simulator/thread.ts";
import { dispatchHttp } from "./support/dispatch-http.ts";

/** How long requests are sent. Capacity counts after the first part of it, in which the controller learns. */
const TRAFFIC_MS = 18_000;
const LEARNING_MS = 5000;
const COUNTED_MS = TRAFFIC_MS - LEARNING_MS;

const SERVICE_MS = 500;

/** What a model without configured limits makes of an endpoint with hidden ones. */
interface Utilization {
  /** Requests admitted per second, and under way on average, while capacity counts. */
  readonly perSecond: number;
  readonly underWay: number;
  /** Of all requests, those while learning included. */
  readonly rejectedShare: number;
}

/** Sends as much as the controller lets. */
async function saturate(limits: SimulatorLimits): Promise<Utilization> {
  const latency = { medianMs: SERVICE_MS, sigma: 0.2 };
  await using simulator = await startSimulatorThread({ latency, limits });
  const lane = { name: "model", baseUrl: `${simulator.url}/generic/v1`, tasks: 1_000_000, apiKey: "key" };
  const { ends, records, stopping } = dispatchHttp(1, [lane]);
  await delay(TRAFFIC_MS);
  stopping.abort();
  expect((await ends).ends).toEqual([{ kind: "interrupted" }]);

  const { received, rejected } = await simulator.statistics();
  const answered = records.flat();
  const from = Math.min(...answered.map(({ startedAt }) => startedAt)) + LEARNING_MS;
  const to = from + COUNTED_MS;
  const admitted = answered.filter(({ startedAt }) => startedAt >= from && startedAt < to);
  const underWayMs = answered.map(({ startedAt, latencyMs }) =>
    Math.max(0, Math.min(to, startedAt + (latencyMs ?? 0)) - Math.max(from, startedAt)),
  );
  return {
    perSecond: (admitted.length * 1000) / COUNTED_MS,
    underWay: underWayMs.reduce((sum, ms) => sum + ms, 0) / COUNTED_MS,
    rejectedShare: rejected / received,
  };
}

test.concurrent("a hidden limit of requests in flight is found, used, and hardly ever run into", async () => {
  const { underWay, rejectedShare } = await saturate({ concurrency: 20, retryAfter: false });
  expect(underWay / 20).toBeGreaterThanOrEqual(0.9);
  expect(rejectedShare).toBeLessThanOrEqual(0.03);
});

test.concurrent("a hidden limit of requests per second is found, used, and hardly ever run into", async () => {
  const { perSecond, rejectedShare } = await saturate({ requestsPerSecond: 50, burst: 50, retryAfter: false });
  expect(perSecond / 50).toBeGreaterThanOrEqual(0.9);
  expect(rejectedShare).toBeLessThanOrEqual(0.03);
});

test.concurrent("a limit that is announced is used without a single rejection", async () => {
  const { perSecond, rejectedShare } = await saturate({ requestsPerSecond: 50, burst: 100, announce: true });
  expect(perSecond / 50).toBeGreaterThanOrEqual(0.9);
  expect(rejectedShare).toBe(0);
});
