import type { MinuteCount } from "../../core/hold.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/**
 * A number of requests in any 24 hours, counted by the minute: a request counts until a day after its minute has ended.
 * Times are wall-clock milliseconds, as what was sent before this process counts, too.
 */
export class DayQuota {
  readonly #requestsPerDay: number;
  /** Requests sent, by minute since the Unix epoch. At most a day's minutes and one are kept. */
  readonly #sent = new Map<number, number>();
  #total = 0;

  constructor(requestsPerDay: number, before: readonly MinuteCount[] = []) {
    this.#requestsPerDay = requestsPerDay;
    for (const { minute, requests } of before.toSorted((a, b) => a.minute - b.minute)) this.#add(minute, requests);
  }

  /** When the next request may be sent; `now` or earlier when that is now. */
  openAt(now: number): number {
    this.#forget(now);
    let left = this.#total;
    if (left < this.#requestsPerDay) return now;
    let opensAt = now;
    for (const [minute, requests] of this.#sent) {
      if (left < this.#requestsPerDay) break;
      left -= requests;
      opensAt = forgottenAt(minute);
    }
    return opensAt;
  }

  take(now: number): void {
    this.#add(Math.floor(now / MINUTE_MS), 1);
  }

  /** The request that was taken at `takenAt` was not sent after all. */
  refund(takenAt: number): void {
    const minute = Math.floor(takenAt / MINUTE_MS);
    const requests = this.#sent.get(minute);
    if (requests === undefined) return;
    this.#sent.set(minute, requests - 1);
    this.#total -= 1;
  }

  #add(minute: number, requests: number): void {
    this.#sent.set(minute, (this.#sent.get(minute) ?? 0) + requests);
    this.#total += requests;
  }

  #forget(now: number): void {
    for (const [minute, requests] of this.#sent) {
      if (forgottenAt(minute) > now) return;
      this.#sent.delete(minute);
      this.#total -= requests;
    }
  }
}

function forgottenAt(minute: number): number {
  return (minute + 1 + DAY_MINUTES) * MINUTE_MS;
}
