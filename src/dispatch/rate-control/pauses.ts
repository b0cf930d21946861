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

  /** The endpoint asks to wait. Returns by how much that lengthens the pause, milliseconds. */
  retryAfter(now: number, delayMs: number): number {
    return this.#pause(now, delayMs * (1 + RETRY_AFTER_JITTER * this.#random()));
  }

  /** The n-th rejection in a row that does not say how long to wait. Returns by how much that lengthens the pause. */
  inARow(now: number, n: number): number {
    this.#lastMs = 0;
    if (n < PAUSE_FROM) return 0;
    const longestMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (n - PAUSE_FROM));
    return this.#pause(now, longestMs * (1 - 0.5 * this.#random()));
  }

  #pause(now: number, pauseMs: number): number {
    const lengthenedMs = now + pauseMs - Math.max(now, this.#until);
    if (lengthenedMs <= 0) return 0;
    this.#totalMs += lengthenedMs;
    this.#until = now + pauseMs;
    this.#lastMs = pauseMs;
    return lengthenedMs;
  }
}
