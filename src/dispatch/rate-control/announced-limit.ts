import type { Announcement } from "../../providers/announcements.ts";

/** What is renewed later is to be used up, not spread: a limit per day would stretch every run to a day. */
const FARTHEST_RESET_MS = 90_000;

/**
 * Stays under a limit that the endpoint announces (`x-ratelimit-remaining-*`, `x-ratelimit-reset-*`): spreads what is left
 * over the time until it is renewed. That never uses up a fixed window early, and settles at the full rate, half empty,
 * on a bucket that is refilled continuously.
 */
export class AnnouncedLimit {
  #remaining = Infinity;
  #resetAt = -Infinity;
  /** Which request the announcement came with; one that was sent later knows better. */
  #order = 0;
  #sentAt = 0;

  /** `order` is the number of the request that was answered with it, `amountSince` what has been sent after that one. */
  announce(now: number, { remaining, resetMs }: Announcement, order: number, amountSince: number): void {
    if (resetMs <= 0 || resetMs > FARTHEST_RESET_MS) return;
    if (order < this.#order && now < this.#resetAt) return;
    this.#order = order;
    this.#resetAt = now + resetMs;
    this.#remaining = remaining - amountSince;
    this.#sentAt = now;
  }

  /** Returns until when it is used up, if this request was the last that fitted. */
  sent(now: number, amount: number): number | null {
    if (now >= this.#resetAt) return null;
    const fitted = this.#remaining >= amount;
    this.#remaining -= amount;
    this.#sentAt = now;
    return fitted && this.#remaining < amount ? this.#resetAt : null;
  }

  /** When the next request of about this amount may be sent. */
  opensAt(now: number, amount: number): number {
    if (now >= this.#resetAt) return -Infinity;
    if (this.#remaining < amount) return this.#resetAt;
    return this.#sentAt + (this.#resetAt - this.#sentAt) / (this.#remaining / amount + 1);
  }
}
