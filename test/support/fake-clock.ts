import type { Clock } from "../../src/core/clock.ts";

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

/** A clock that stands still until it is advanced; whatever a ringing timer sets off is done before time goes on. */
export class FakeClock implements Clock {
  readonly #startedAt: number;
  #elapsedMs = 0;
  #timers: Timer[] = [];

  /** `startedAt` is the wall-clock time at which monotonic time is 0. */
  constructor(startedAt = Date.UTC(2026, 0, 1)) {
    this.#startedAt = startedAt;
  }

  now(): number {
    return this.#startedAt + this.#elapsedMs;
  }

  monotonic(): number {
    return this.#elapsedMs;
  }

  /** How many sleeps are under way. */
  get sleepers(): number {
    return this.#timers.length;
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
      this.#timers.push(timer);
    });
  }

  /** Lets time pass, timer by timer. */
  async advance(delayMs: number): Promise<void> {
    const end = this.#elapsedMs + delayMs;
    await settled();
    for (;;) {
      const next = this.#timers.reduce((earliest, timer) => Math.min(earliest, timer.at), Infinity);
      if (next > end) break;
      this.#elapsedMs = next;
      const due = this.#timers.filter((timer) => timer.at === next);
      this.#timers = this.#timers.filter((timer) => timer.at !== next);
      for (const timer of due) timer.ring();
      await settled();
    }
    this.#elapsedMs = end;
  }

  /** Lets time pass until `promise` is settled, for so many days and an hour at the most, and gives what it gives. */
  async run<T>(promise: Promise<T>, days = 1): Promise<T> {
    const state = { isSettled: false };
    const mark = () => {
      state.isSettled = true;
    };
    promise.then(mark, mark);
    await settled();
    const end = this.#elapsedMs + (24 * days + 1) * 3_600_000;
    while (!state.isSettled) {
      const next = this.#timers.reduce((earliest, timer) => Math.min(earliest, timer.at), Infinity);
      if (next > end) throw new Error(`nothing ends it (${this.#timers.length} timers, next at ${next} ms)`);
      await this.advance(next - this.#elapsedMs);
    }
    return promise;
  }
}

/** Resolves when every microtask, and whatever those set off, is done. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
