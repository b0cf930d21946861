/** A few milliseconds of work. */
const PER_TURN = 32;

/**
 * Lets whoever waits go on in the order of coming, a few in each turn of the event loop; sockets are read and written
 * between turns. Without it hundreds of answers that came together would all be worked through before the first of their
 * slots is used again: they would come together for ever, and each be timed with the work on those before it.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isScheduled = false;

  /** Resolves when it is the caller's turn. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      for (const resolve of this.#waiting.splice(0, PER_TURN)) resolve();
      if (this.#waiting.length > 0) this.#schedule();
    });
  }
}
