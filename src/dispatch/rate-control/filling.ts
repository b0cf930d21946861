import { Spacing } from "./spacing.ts";

/** All slots are filled within this share of a round trip, so that their requests do not arrive at once. */
const ROUND_TRIPS = 0.5;

/** Spaces the first requests, and those that fill the slots that a pause or a raised limit has left free. */
export class Filling {
  readonly #spacing = new Spacing();
  #isFilling = true;

  /** When the next request may be sent, on the monotonic clock. */
  get opensAt(): number {
    return this.#spacing.opensAt;
  }

  /** Slots come free together at the time `at`. */
  start(at: number): void {
    this.#isFilling = true;
    this.#spacing.waitUntil(at);
  }

  /** A request leaves as number `inFlight`. */
  sent(now: number, inFlight: number, limit: number, roundTripMs: number): void {
    if (inFlight >= limit) this.#isFilling = false;
    if (this.#isFilling) this.#spacing.sent(now, (roundTripMs * ROUND_TRIPS) / limit);
  }
}
