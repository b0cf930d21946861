import type { Clock } from "../../core/clock.ts";

/** One timer that is set anew again and again. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #timer: { readonly at: number; readonly cancellation: AbortController } | null = null;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /**
   * Rings at `at` (monotonic milliseconds; Infinity: never) or earlier: whoever is called looks at the time and sets it
   * again. Only a timer that would ring late is replaced.
   */
  set(at: number): void {
    if (this.#timer !== null) {
      if (this.#timer.at <= at && at < Infinity) return;
      this.#timer.cancellation.abort();
      this.#timer = null;
    }
    if (at === Infinity) return;
    const timer = { at, cancellation: new AbortController() };
    this.#timer = timer;
    // Whole milliseconds: a remainder too small to move the clock would ring for ever.
    void this.#clock.sleep(Math.ceil(at - this.#clock.monotonic()), timer.cancellation.signal).then(
      () => {
        if (this.#timer !== timer) return;
        this.#timer = null;
        this.#ring();
      },
      () => {
        // Cancelled: another timer took its place, or nobody waits any more.
      },
    );
  }
}
