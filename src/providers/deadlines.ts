import type { Clock } from "../core/clock.ts";
import type { Exchange } from "./exchange.ts";

/** How long an exchange may take, milliseconds. */
export interface TimeLimits {
  readonly timeoutMs: number;
  readonly stallTimeoutMs: number;
}

/**
 * Cuts exchanges that take too long or stand still. One sleeper serves them all: limits are the same for each, so a new
 * exchange can never be due before those already watched, and starting one costs no timer.
 */
export class Deadlines implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #limits: TimeLimits;
  readonly #watched = new Set<Exchange>();
  readonly #closing = new AbortController();
  #sleeper: Promise<void> | null = null;

  constructor(clock: Clock, limits: TimeLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  watch(exchange: Exchange): void {
    this.#watched.add(exchange);
    this.#sleeper ??= this.#run();
  }

  forget(exchange: Exchange): void {
    this.#watched.delete(exchange);
  }

  /** Cuts what is still under way and stops the sleeper. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const exchange of this.#watched) exchange.cut({ kind: "aborted" });
    this.#closing.abort();
    await this.#sleeper;
  }

  async #run(): Promise<void> {
    try {
      while (this.#watched.size > 0) {
        const dueAt = this.#cutOverdue(this.#clock.monotonic());
        await this.#clock.sleep(dueAt - this.#clock.monotonic(), this.#closing.signal);
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
    } finally {
      this.#sleeper = null;
    }
  }

  /** Returns when the next exchange is due, on the monotonic clock. */
  #cutOverdue(now: number): number {
    const { timeoutMs, stallTimeoutMs } = this.#limits;
    let earliest = now + Math.min(timeoutMs, stallTimeoutMs);
    for (const exchange of this.#watched) {
      const timeoutAt = exchange.sentAt + timeoutMs;
      const stallAt = exchange.lastByteAt + stallTimeoutMs;
      if (timeoutAt <= now) exchange.cut({ kind: "timeout" });
      else if (stallAt <= now) exchange.cut({ kind: "stalled" });
      else earliest = Math.min(earliest, timeoutAt, stallAt);
    }
    return earliest;
  }
}
