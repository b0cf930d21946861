const MINUTE_MS = 60_000;

/**
 * What idle time may be made up for. It covers late timers; a larger one sends bursts that endpoints with limits per
 * second refuse.
 */
const BURST_MS = 250;

/**
 * An amount per minute, refilled continuously: the generic cell rate algorithm (ITU-T I.371) with debt.
 *
 * It opens whenever everything taken is paid for; a take may run into debt, so that no request is too large for it.
 * Promise: in any minute less than the amount is taken before the last request. The price of holding that in spite of
 * the burst is a refill that is 0.4 % slower.
 */
export class Bucket {
  readonly #msPerUnit: number;
  #paidAt = -Infinity;

  constructor(perMinute: number) {
    this.#msPerUnit = (MINUTE_MS + BURST_MS) / perMinute;
  }

  /** When everything taken is paid for, on the monotonic clock; may lie in the past. */
  get openAt(): number {
    return this.#paidAt;
  }

  /** Takes `amount` at the monotonic time `now`. */
  take(amount: number, now: number): void {
    this.#paidAt = Math.max(this.#paidAt, now - BURST_MS) + amount * this.#msPerUnit;
  }

  /** Returns what was not used after all; a negative amount is what was used beyond. */
  refund(amount: number): void {
    this.#paidAt -= amount * this.#msPerUnit;
  }
}
