import type { FaultRule } from "../../src/simulator/options.ts";

/** Everything that goes away by itself when it is tried again, on every provider. */
const FAULTS = [
  "any/server-error",
  "any/bad-gateway-html",
  "any/gateway-timeout-html",
  "any/too-busy",
  "any/server-busy",
  "any/request-timeout",
  "any/conflict",
  "any/error-in-200",
  "any/body-cut",
  "any/body-half",
  "any/reset-before-headers",
  "any/reset-mid-body",
];

/** Rules that fault `share` of all requests, and now and then pause an account with a 429 as well. */
export function transientFaults(share: number): FaultRule[] {
  // Each rule is drawn by itself, and only where none before it applied.
  const rate = 1 - (1 - share) ** (1 / FAULTS.length);
  return [...FAULTS.map((fault) => ({ fault, rate })), { fault: "any/retry-after-ms", rate: 0.0001 }];
}

/** Merged into every model: a task whose every attempt is faulted would fail, which is not what is tried here. */
export const PATIENT = { retry: { maximumAttempts: 15, initialIntervalMs: 5, maximumIntervalMs: 100 } };
