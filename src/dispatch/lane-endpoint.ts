import type { Limits } from "../core/config.ts";
import type { Provider } from "../providers/provider.ts";
import type { Account } from "./account/account.ts";
import type { Permit } from "./account/permit.ts";
import { concurrencyCeiling } from "./rate-control/concurrency-range.ts";

/** Where a lane may send its requests: one of the places that serve its model, with what limits it. */
export interface LaneEndpoint {
  /** For messages: the base URL, and the key's variable. */
  readonly name: string;
  readonly limits: Pick<Limits, "concurrency">;
  readonly provider: Provider;
  readonly account: Account;
}

/** Leave to send a request, and where to. */
export interface Admission {
  readonly endpoint: LaneEndpoint;
  readonly permit: Permit;
}

/** An endpoint as one lane sees it at present. */
export interface EndpointState {
  readonly endpoint: LaneEndpoint;
  /** Requests of this lane that are under way there. */
  inFlight: number;
  /** Requests in a row that did not reach it. */
  unreached: number;
  /** Since when it has been loading its model, on the monotonic clock; null while it is not. */
  loadingSince: number | null;
}

/** Share of what an endpoint may have in flight at present that is in flight. */
export function loadOf({ endpoint: { account } }: EndpointState): number {
  return account.inFlight / account.concurrency;
}

/** Whether the lane has as much in flight there as its config allows; a shared account may take more. */
export function isFull({ endpoint, inFlight }: EndpointState): boolean {
  return inFlight >= concurrencyCeiling(endpoint.limits);
}
