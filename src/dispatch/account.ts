import type { Clock } from "../core/clock.ts";
import type { RetryPolicy } from "../core/config.ts";
import { Bucket } from "./bucket.ts";
import { waitMs } from "./wait.ts";

export interface AccountOptions {
  /** Null: not limited. */
  readonly requestsPerMinute: number | null;
  /** Null: not limited. */
  readonly tokensPerMinute: number | null;
  /** How long to pause when a rate limit does not say it. */
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

/** Leave to send one request now; `settle` is called once, when it is known what came of it. */
export interface Permit {
  settle(report: SendReport): void;
}

/** What came of a request. `tokens` is the true usage; null is not known, and the estimate stands. */
export type SendReport =
  | { readonly kind: "answered"; readonly tokens: number | null }
  | { readonly kind: "rate-limited"; readonly retryAfterMs: number | null }
  | { readonly kind: "failed"; readonly tokens: number }
  | { readonly kind: "unsent" };

/** What the lanes of an account are told at each rate limit. */
export interface RateLimitNotice {
  /** On the monotonic clock. */
  readonly pausedUntil: number;
  /** What the endpoint asked for, milliseconds. */
  readonly retryAfterMs: number | null;
  /** For how long it has answered nothing but rate limits, milliseconds. */
  readonly limitedForMs: number;
}

interface Waiter {
  readonly tokens: number;
  admit(permit: Permit): void;
}

/**
 * What a provider limits: base URL and key, shared by the lanes behind it. It alone decides when a request may be sent,
 * first come, first served; lanes ask, and report what came of it.
 */
export class Account {
  readonly #options: AccountOptions;
  readonly #requests: Bucket | null;
  readonly #tokens: Bucket | null;
  readonly #waiting: Waiter[] = [];
  readonly #listeners = new Set<(notice: RateLimitNotice) => void>();
  #timer: { readonly at: number; readonly cancellation: AbortController } | null = null;
  #pausedUntil = -Infinity;
  /** Rate limits so far that concerned requests sent since the one before. */
  #epoch = 0;
  #consecutiveLimits = 0;
  #limitedSince: number | null = null;

  constructor(options: AccountOptions) {
    this.#options = options;
    this.#requests = options.requestsPerMinute === null ? null : new Bucket(options.requestsPerMinute);
    this.#tokens = options.tokensPerMinute === null ? null : new Bucket(options.tokensPerMinute);
  }

  /** Tells `listener` of every rate limit until the returned function is called. */
  join(listener: (notice: RateLimitNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when a request of about `estimatedTokens` may be sent; rejects with the signal's reason when it aborts. */
  async acquire(estimatedTokens: number, signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    if (this.#waiting.length === 0 && this.#openAt() <= this.#options.clock.monotonic()) {
      return this.#permit(estimatedTokens);
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        tokens: estimatedTokens,
        admit: (permit) => {
          signal.removeEventListener("abort", giveUp);
          resolve(permit);
        },
      };
      const giveUp = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        this.#setTimer();
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiting.push(waiter);
      this.#setTimer();
    });
  }

  #openAt(): number {
    return Math.max(this.#pausedUntil, this.#requests?.openAt ?? -Infinity, this.#tokens?.openAt ?? -Infinity);
  }

  #permit(tokens: number): Permit {
    const now = this.#options.clock.monotonic();
    this.#requests?.take(1, now);
    this.#tokens?.take(tokens, now);
    const epoch = this.#epoch;
    return { settle: (report) => this.#settle(report, tokens, epoch) };
  }

  #admitWaiting(): void {
    while (this.#waiting.length > 0 && this.#openAt() <= this.#options.clock.monotonic()) {
      const waiter = this.#waiting.shift();
      waiter?.admit(this.#permit(waiter.tokens));
    }
    this.#setTimer();
  }

  /** One timer for all who wait. One that rings too early sets itself again; only one that would ring late is replaced. */
  #setTimer(): void {
    const at = this.#waiting.length === 0 ? Infinity : this.#openAt();
    if (this.#timer !== null) {
      if (this.#timer.at <= at && at < Infinity) return;
      this.#timer.cancellation.abort();
      this.#timer = null;
    }
    if (at === Infinity) return;
    const timer = { at, cancellation: new AbortController() };
    this.#timer = timer;
    const { clock } = this.#options;
    // Whole milliseconds: a remainder too small to move the clock would ring for ever.
    void clock.sleep(Math.ceil(at - clock.monotonic()), timer.cancellation.signal).then(
      () => {
        if (this.#timer !== timer) return;
        this.#timer = null;
        this.#admitWaiting();
      },
      () => {
        // Cancelled: another timer took its place, or nobody waits any more.
      },
    );
  }

  #settle(report: SendReport, estimatedTokens: number, epoch: number): void {
    switch (report.kind) {
      case "answered":
        this.#tokens?.refund(estimatedTokens - (report.tokens ?? estimatedTokens));
        this.#limitedSince = null;
        if (epoch === this.#epoch) this.#consecutiveLimits = 0;
        break;
      case "rate-limited":
        this.#tokens?.refund(estimatedTokens);
        this.#pause(report.retryAfterMs, epoch);
        break;
      case "failed":
        // The request stays spent: endpoints count the ones that they refuse.
        this.#tokens?.refund(estimatedTokens - report.tokens);
        break;
      case "unsent":
        this.#tokens?.refund(estimatedTokens);
        this.#requests?.refund(1);
        break;
    }
    this.#admitWaiting();
  }

  /** Requests sent before the last rate limit was known tell nothing new: only an explicit wait of theirs counts. */
  #pause(retryAfterMs: number | null, epoch: number): void {
    const { clock, random, retry } = this.#options;
    const now = clock.monotonic();
    this.#limitedSince ??= now;
    const isNews = epoch === this.#epoch;
    if (isNews) {
      this.#epoch += 1;
      this.#consecutiveLimits += 1;
    }
    if (isNews || (retryAfterMs !== null && retryAfterMs > 0)) {
      const until = now + waitMs(retryAfterMs, retry, this.#consecutiveLimits, random);
      this.#pausedUntil = Math.max(this.#pausedUntil, until);
    }
    const notice = { pausedUntil: this.#pausedUntil, retryAfterMs, limitedForMs: now - this.#limitedSince };
    for (const listener of this.#listeners) listener(notice);
  }
}
