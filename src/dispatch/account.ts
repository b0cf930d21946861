import type { Clock } from "../core/clock.ts";
import type { Announcements } from "../providers/announcements.ts";
import { Bucket } from "./bucket.ts";
import type { RateController } from "./controller.ts";
import type { SentRequest } from "./sent-requests.ts";
import { WaitingLines } from "./waiting-lines.ts";

export interface AccountOptions {
  /** Null: not limited. */
  readonly requestsPerMinute: number | null;
  /** Null: not limited. */
  readonly tokensPerMinute: number | null;
  /** Learns what the endpoint allows. */
  readonly controller: RateController;
  readonly clock: Clock;
}

/** A request that a lane wants to send. */
export interface Wish {
  /** Whose turn it is. */
  readonly lane: number;
  /** About how many it will use. */
  readonly tokens: number;
  /** Whether its task was sent before: it goes before the new ones of its lane. */
  readonly isRepeated: boolean;
}

/** Leave to send one request now; `settle` is called once, when it is known what came of it. */
export interface Permit {
  /** `announced` is what the endpoint said of its limits with the answer. */
  settle(report: SendReport, announced?: Announcements | null): void;
}

/** What came of a request. `tokens` is the true usage; null is not known, and the estimate stands. */
export type SendReport =
  | { readonly kind: "answered"; readonly tokens: number | null }
  | { readonly kind: "rate-limited"; readonly retryAfterMs: number | null }
  /** Answered, but not with what was asked for. */
  | { readonly kind: "failed"; readonly tokens: number }
  /** Nothing complete came back: the connection failed, or the request was cut. */
  | { readonly kind: "lost" }
  | { readonly kind: "unsent" };

/** What the lanes of an account are told at each rate limit. */
export interface RateLimitNotice {
  /** On the monotonic clock; may lie in the past. */
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
 * What a provider limits: base URL and key, shared by the lanes behind it. It alone decides when a request may be sent;
 * lanes ask, are served in turn, and report what came of it.
 */
export class Account {
  readonly #controller: RateController;
  readonly #clock: Clock;
  readonly #requests: Bucket | null;
  readonly #tokens: Bucket | null;
  readonly #waiting = new WaitingLines<Waiter>();
  readonly #listeners = new Set<(notice: RateLimitNotice) => void>();
  #timer: { readonly at: number; readonly cancellation: AbortController } | null = null;
  /** Since when it has answered nothing but rate limits. */
  #limitedSince: number | null = null;

  constructor({ requestsPerMinute, tokensPerMinute, controller, clock }: AccountOptions) {
    this.#controller = controller;
    this.#clock = clock;
    this.#requests = requestsPerMinute === null ? null : new Bucket(requestsPerMinute);
    this.#tokens = tokensPerMinute === null ? null : new Bucket(tokensPerMinute);
  }

  /** How many requests may be in flight at present, of all lanes together. */
  get concurrency(): number {
    return this.#controller.concurrency;
  }

  get inFlight(): number {
    return this.#controller.inFlight;
  }

  /** Tells `listener` of every rate limit until the returned function is called. */
  join(listener: (notice: RateLimitNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the request may be sent; rejects with the signal's reason when it aborts. */
  async acquire(wish: Wish, signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    const { lane, tokens, isRepeated } = wish;
    if (this.#waiting.first === undefined) {
      const now = this.#clock.monotonic();
      if (this.#openAt(now, tokens) <= now) return this.#permit(now, tokens);
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        tokens,
        admit: (permit) => {
          signal.removeEventListener("abort", giveUp);
          resolve(permit);
        },
      };
      const giveUp = () => {
        this.#waiting.remove(waiter, lane);
        this.#admitWaiting();
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#waiting.add(waiter, lane, isRepeated);
      this.#admitWaiting();
    });
  }

  /** When a request of so many tokens may be sent; Infinity when that depends on what comes of another. */
  #openAt(now: number, tokens: number): number {
    return Math.max(
      this.#requests?.openAt ?? -Infinity,
      this.#tokens?.openAt ?? -Infinity,
      now + this.#controller.delayMs(now, tokens),
    );
  }

  #permit(now: number, tokens: number): Permit {
    this.#requests?.take(1, now);
    this.#tokens?.take(tokens, now);
    const request = this.#controller.sent(now, tokens);
    return { settle: (report, announced = null) => this.#settle(report, request, announced) };
  }

  /** Lets go whoever may, and sets the timer for the next. */
  #admitWaiting(): void {
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
      const now = this.#clock.monotonic();
      const openAt = this.#openAt(now, next.tokens);
      if (openAt > now) {
        this.#setTimer(openAt);
        return;
      }
      this.#waiting.shift();
      next.admit(this.#permit(now, next.tokens));
    }
    this.#setTimer(Infinity);
  }

  /** One timer for all who wait. One that rings too early sets itself again; only one that would ring late is replaced. */
  #setTimer(at: number): void {
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
        this.#admitWaiting();
      },
      () => {
        // Cancelled: another timer took its place, or nobody waits any more.
      },
    );
  }

  #settle(report: SendReport, request: SentRequest, announced: Announcements | null): void {
    const now = this.#clock.monotonic();
    const { tokens } = request;
    if (announced !== null) this.#controller.announce(now, request, announced);
    switch (report.kind) {
      case "answered":
        this.#tokens?.refund(tokens - (report.tokens ?? tokens));
        this.#controller.answered(now, request);
        this.#limitedSince = null;
        break;
      case "rate-limited":
        this.#tokens?.refund(tokens);
        this.#controller.rateLimited(now, request, report.retryAfterMs);
        this.#notify(now, report.retryAfterMs);
        break;
      case "failed":
        // The request stays spent: endpoints count the ones that they refuse.
        this.#tokens?.refund(tokens - report.tokens);
        this.#controller.answered(now, request);
        break;
      case "lost":
        this.#tokens?.refund(tokens);
        this.#controller.lost(now, request);
        break;
      case "unsent":
        this.#tokens?.refund(tokens);
        this.#requests?.refund(1);
        this.#controller.lost(now, request);
        break;
    }
    this.#admitWaiting();
  }

  #notify(now: number, retryAfterMs: number | null): void {
    this.#limitedSince ??= now;
    const { pausedUntil } = this.#controller;
    const notice = { pausedUntil, retryAfterMs, limitedForMs: now - this.#limitedSince };
    for (const listener of this.#listeners) listener(notice);
  }
}
