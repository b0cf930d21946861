import type { Clock } from "../../src/core/clock.ts";

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** How often it is looked whether a request that never ends has reached its server. */
const LOOK_EVERY_MS = 2;

/**
 * Time for code that waits and asks over real sockets: it stands still while a request is under way, and goes to the next
 * timer as soon as none is. Every wait is exact to the millisecond, and none is waited for.
 */
export class StandingClock implements Clock {
  readonly #isHanging: () => boolean;
  readonly #startedAt = Date.now();
  #elapsedMs = 0;
  #timers: readonly Timer[] = [];
  #underWay = 0;
  #isLooking = false;

  /** `isHanging` tells that what is under way will get no answer, so that time may go on. */
  constructor(isHanging: () => boolean = () => false) {
    this.#isHanging = isHanging;
  }

  now(): number {
    return this.#startedAt + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const timer: Timer = {
        at: this.#elapsedMs + Math.max(0, delayMs),
        ring: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#timers = [...this.#timers, timer];
      this.#look();
    });
  }

  /** Time stands still until `ask` is done. */
  async during<T>(ask: () => Promise<T>): Promise<T> {
    this.#underWay += 1;
    try {
      return await ask();
    } finally {
      this.#underWay -= 1;
      this.#look();
    }
  }

  /** Goes on when everything that the last event set off is done. */
  #look(): void {
    if (this.#isLooking) return;
    this.#isLooking = true;
    setImmediate(() => {
      this.#isLooking = false;
      if (this.#timers.length === 0) return;
      if (this.#underWay === 0 || this.#isHanging()) this.#ringNext();
      else setTimeout(() => this.#look(), LOOK_EVERY_MS).unref();
    });
  }

  #ringNext(): void {
    const next = this.#timers.reduce((earliest, { at }) => Math.min(earliest, at), Infinity);
    this.#elapsedMs = Math.max(this.#elapsedMs, next);
    const due = this.#timers.filter(({ at }) => at <= next);
    this.#timers = this.#timers.filter(({ at }) => at > next);
    for (const timer of due) timer.ring();
    this.#look();
  }
}
