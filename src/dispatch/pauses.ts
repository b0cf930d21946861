/** Added to what an endpoint asks for, so that clients told the same time do not return together. */
const RETRY_AFTER_JITTER = 0.05;

/** Rejections in a row that do not say how long to wait pause from the third on, each twice as long. */
const PAUSE_FROM = 3;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** How long nothing is sent after a rejection. */
export class Pauses {
  readonly #random: () => number;
  #until = -Infinity;
  #totalMs = 0;
  #lastMs = 0;

  /** `random` gives 0 ≤ x < 1. */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** On the monotonic clock; may lie in the past. */
  get until(): number {
    return this.#until;
  }

  /** Of all pauses so far, milliseconds. */
  get totalMs(): number {
    return this.#totalMs;
  }

  /** Of the last rejection, milliseconds. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** The endpoint asks to wait. Returns whether that lengthens the pause. */
  retryAfter(now: number, delayMs: number): boolean {
    return this.#pause(now, delayMs * (1 + RETRY_AFTER_JITTER * this.#random()));
  }

  /** The n-th rejection in a row that does not say how long to wait. Returns whether there is a pause. */
  inARow(now: number, n: number): boolean {
    this.#lastMs = 0;
    if (n < PAUSE_FROM) return false;
    const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (n - PAUSE_FROM));
    return this.#pause(now, longestMs * (1 - 0.5 * this.#random()));
  }

  #pause(now: number, pauseMs: number): boolean {
    if (now + pauseMs <= this.#until) return false;
    this.#totalMs += now + pauseMs - Math.max(now, this.#until);
    this.#until = now + pauseMs;
    this.#lastMs = pauseMs;
    return true;
  }
}
