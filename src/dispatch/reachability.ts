import type { Verdict } from "../providers/provider.ts";

/** Failures of a request that never came to an endpoint (providers/network-failure.ts). */
const UNREACHED_CODES: ReadonlySet<string> = new Set([
  "connection_refused",
  "connect_timeout",
  "network_unreachable",
  "dns_unavailable",
]);

/** Whether the request did not reach the endpoint, so that another endpoint can be asked at once. */
export function isUnreached(verdict: Verdict): boolean {
  return verdict.kind === "retry" && UNREACHED_CODES.has(verdict.code);
}
