import { bucket, concurrencyLimit, fixedWindow, queue, type HiddenLimit } from "./hidden-limit.ts";

export interface Scenario {
  readonly name: string;
  readonly seconds: number;
  readonly limit: () => HiddenLimit;
  /** Least share of capacity aimed at, in the second half or overall. */
  readonly goal: { readonly over: "second half" | "all"; readonly share: number };
  /** Greatest share of requests answered 429 aimed at. */
  readonly rejected: number;
}

/** How many a client may have in flight. */
export const IN_FLIGHT_ALLOWED = 512;

const steady = { goal: { over: "second half", share: 0.97 }, rejected: 0.01 } as const;
const changing = { goal: { over: "all", share: 0.93 }, rejected: 0.01 } as const;
const noWord = () => null;
const oneSecond = () => 1000;

const requestBucket = (
  perSecond: readonly (readonly [number, number])[],
  burst: number | null,
  retryAfterMs: () => number | null,
) => bucket({ perSecond, burst, unit: "requests", retryAfterMs });

/** The limits that real endpoints were seen to have. */
export const scenarios: readonly Scenario[] = [
  { name: "concurrency 40", seconds: 600, limit: () => concurrencyLimit([[0, 40]], null), ...steady },
  { name: "concurrency 40, Retry-After 1 s", seconds: 600, limit: () => concurrencyLimit([[0, 40]], 1000), ...steady },
  { name: "concurrency 1", seconds: 600, limit: () => concurrencyLimit([[0, 1]], null), ...steady },
  { name: "50/s, burst 50", seconds: 600, limit: () => requestBucket([[0, 50]], 50, noWord), ...steady },
  {
    name: "50/s, burst 50, Retry-After 1 s",
    seconds: 600,
    limit: () => requestBucket([[0, 50]], 50, oneSecond),
    ...steady,
  },
  { name: "50/s, burst 5", seconds: 600, limit: () => requestBucket([[0, 50]], 5, noWord), ...steady },
  {
    name: "50/s, burst 5, Retry-After 1 s",
    seconds: 600,
    limit: () => requestBucket([[0, 50]], 5, oneSecond),
    ...steady,
  },
  { name: "30,000 tokens/min, exact Retry-After", seconds: 1800, limit: () => tokenBucket(true), ...steady },
  { name: "30,000 tokens/min", seconds: 1800, limit: () => tokenBucket(false), ...steady, rejected: 0.05 },
  { name: "600 per minute, fixed window", seconds: 1200, limit: () => fixedWindow(600, 60_000, false), ...steady },
  { name: "600 per minute, announced", seconds: 1200, limit: () => fixedWindow(600, 60_000, true), ...steady },
  {
    name: "concurrency 40 > 10 > 80",
    seconds: 600,
    limit: () =>
      concurrencyLimit(
        [
          [0, 40],
          [200, 10],
          [400, 80],
        ],
        null,
      ),
    ...changing,
  },
  {
    name: "50 > 15 > 100/s, Retry-After 1 s",
    seconds: 600,
    limit: () =>
      requestBucket(
        [
          [0, 50],
          [200, 15],
          [400, 100],
        ],
        null,
        oneSecond,
      ),
    ...changing,
  },
  { name: "no limit", seconds: 120, limit: () => concurrencyLimit([[0, IN_FLIGHT_ALLOWED]], null), ...steady },
  { name: "queue before 64 slots", seconds: 300, limit: () => queue(64), ...steady },
];

function tokenBucket(isExact: boolean): HiddenLimit {
  return bucket({
    perSecond: [[0, 500]],
    burst: 30_000,
    unit: "tokens",
    retryAfterMs: (missing, perSecond) => (isExact ? Math.ceil(missing / perSecond) * 1000 : null),
  });
}
