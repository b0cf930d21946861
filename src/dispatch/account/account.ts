import type { Clock } from "../../core/clock.ts";
import type { Hold } from "../../core/hold.ts";
import type { Announcements } from "../../providers/announcements.ts";
import { Alarm } from "./alarm.ts";
import { Bucket } from "./bucket.ts";
import type { RateController } from "../rate-control/controller.ts";
import type { Holds } from "./holds.ts";
import type { Permit, SendReport, Wish } from "./permit.ts";
import type { SentRequest } from "../rate-control/sent-requests.ts";
import { WaitingLines } from "./waiting-lines.ts";

export interface AccountOptions {
  /** Null: not limited. */
  readonly requestsPerMinute: number | null;
  /** Null: not limited. */
  readonly tokensPerMinute: number | null;
  /** Learns what the endpoint allows. */
  readonly controller: RateController;
  /** Times of day and day quotas. @default none */
  readonly holds?: Holds;
  readonly clock: Clock;
}

type RateLimited = Extract<SendReport, { kind: "rate-limited" }>;

/** What the lanes of an account are told at each rate limit. */
export interface RateLimitNotice {
  /** On the monotonic clock; may lie in the past. */
  readonly pausedUntil: number;
  /** What the endpoint asked for, milliseconds. */
  readonly retryAfterMs: number | null;
  /** For how long it has answered nothing but rate limits, milliseconds. */
  readonly limitedForMs: number;
  /** What it said, "" for nothing. */
  readonly message: string;
  /** Whether the limit may be for good. */
  readonly isDoubtful: boolean;
}

/** Whoever is told what happens to an account. */
export interface AccountListener {
  /** At each rate limit. */
  onRateLimit(notice: RateLimitNotice): void;
  /** When requests begin to wait for hours because of a time of day or a quota, for another reason, or no longer. */
  onHold(): void;
}

interface Waiter {
  readonly tokens: number;
  admit(permit: Permit): void;
}

/** A hold is looked at again and again: timers stand still while a machine sleeps, and its clock may be put right. */
const LONGEST_HOLD_TIMER_MS = 60_000;

/**
 * What a provider limits: base URL and key, shared by the lanes behind it. It alone decides when a request may be sent;
 * lanes ask, are served in turn, and report what came of it.
 */
export class Account {
  readonly #controller: RateController;
  readonly #clock: Clock;
  readonly #requests: Bucket | null;
  readonly #tokens: Bucket | null;
  readonly #holds: Holds | null;
  readonly #waiting = new WaitingLines<Waiter>();
  readonly #alarm: Alarm;
  readonly #listeners = new Set<AccountListener>();
  /** Why requests wait, as it was last told. */
  #hold: Hold | null = null;
  /** Since when it has answered nothing but rate limits. */
  #limitedSince: number | null = null;

  constructor({ requestsPerMinute, tokensPerMinute, controller, holds, clock }: AccountOptions) {
    this.#controller = controller;
    this.#holds = holds ?? null;
    this.#clock = clock;
    this.#alarm = new Alarm(clock, () => this.#admitWaiting());
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

  /** On the monotonic clock; may lie in the past. */
  get pausedUntil(): number {
    return this.#controller.pausedUntil;
  }

  /** Why requests wait for hours, or null while they do not. */
  get hold(): Hold | null {
    return this.#hold;
  }

  /** Tells `listener` until the returned function is called. */
  join(listener: AccountListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the request may be sent; rejects with the signal's reason when it aborts. */
  async acquire(wish: Wish, signal: AbortSignal): Promise<Permit> {
    signal.throwIfAborted();
    const permit = this.acquireNow(wish.tokens);
    if (permit !== null) return permit;
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        withdraw();
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      const withdraw = this.enqueue(wish, (admitted) => {
        signal.removeEventListener("abort", giveUp);
        resolve(admitted);
      });
    });
  }

  /** Leave to send a request of so many tokens, when that may be now and nobody waits for it. */
  acquireNow(tokens: number): Permit | null {
    if (this.#waiting.first !== undefined) return null;
    const now = this.#clock.monotonic();
    return this.#openAt(now, tokens) <= now ? this.#permit(now, tokens) : null;
  }

  /** Calls `admit` as soon as the request may be sent, perhaps before it returns. What it returns takes the wish back. */
  enqueue({ lane, tokens, isRepeated }: Wish, admit: (permit: Permit) => void): () => void {
    const waiter: Waiter = { tokens, admit };
    this.#waiting.add(waiter, lane, isRepeated);
    this.#admitWaiting();
    return () => {
      this.#waiting.remove(waiter, lane);
      this.#admitWaiting();
    };
  }

  /** When a request of so many tokens may be sent; Infinity when that depends on what comes of another. */
  #openAt(now: number, tokens: number): number {
    return Math.max(
      this.#heldUntil(now),
      this.#requests?.openAt ?? -Infinity,
      this.#tokens?.openAt ?? -Infinity,
      now + this.#controller.delayMs(now, tokens),
    );
  }

  /** When to look at the hold again, on the monotonic clock. */
  #heldUntil(now: number): number {
    if (this.#holds === null) return -Infinity;
    const wallNow = this.#clock.now();
    const before = this.#hold;
    this.#hold = this.#holds.at(wallNow);
    if (before?.kind !== this.#hold?.kind || before?.until !== this.#hold?.until) {
      for (const listener of this.#listeners) listener.onHold();
    }
    if (this.#hold === null) return -Infinity;
    // Nothing is sent for hours: the first rejection after that begins anew.
    this.#limitedSince = null;
    return now + Math.min(LONGEST_HOLD_TIMER_MS, this.#hold.until - wallNow);
  }

  #permit(now: number, tokens: number): Permit {
    const takenAt = this.#clock.now();
    this.#holds?.take(takenAt);
    this.#requests?.take(1, now);
    this.#tokens?.take(tokens, now);
    const request = this.#controller.sent(now, tokens);
    return {
      settle: (report, announced = null) => {
        if (report.kind === "unsent") this.#holds?.refund(takenAt);
        this.#settle(report, request, announced);
      },
    };
  }

  /** Lets go whoever may, and sets the timer for the next. */
  #admitWaiting(): void {
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
      const now = this.#clock.monotonic();
      const openAt = this.#openAt(now, next.tokens);
      if (openAt > now) {
        this.#alarm.set(openAt);
        return;
      }
      this.#waiting.shift();
      next.admit(this.#permit(now, next.tokens));
    }
    this.#alarm.set(Infinity);
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
        this.#notify(now, report);
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

  #notify(now: number, { retryAfterMs, message = "", isDoubtful = false }: RateLimited): void {
    this.#limitedSince ??= now;
    const { pausedUntil } = this.#controller;
    const notice = { pausedUntil, retryAfterMs, limitedForMs: now - this.#limitedSince, message, isDoubtful };
    for (const listener of this.#listeners) listener.onRateLimit(notice);
  }
}
