import type { DayWindow, Limits } from "../../core/config.ts";
import { DayWindowClock, type WindowState } from "../../core/day-window.ts";
import type { Hold, MinuteCount } from "../../core/hold.ts";
import { DayQuota } from "./day-quota.ts";

/** What may hold an account for hours. */
export interface HoldOptions {
  /** Requests in any 24 hours; null: not limited. */
  readonly requestsPerDay: number | null;
  /** All of them have to be open. */
  readonly windows: readonly DayWindow[];
  /** What was sent in the last 24 hours before this process. */
  readonly sentBefore: readonly MinuteCount[];
}

/** Times of day and day quotas of an account. Times are wall-clock milliseconds. */
export class Holds {
  readonly #requestsPerDay: number;
  readonly #quota: DayQuota | null;
  readonly #windows: readonly Window[];

  constructor({ requestsPerDay, windows, sentBefore }: HoldOptions) {
    this.#requestsPerDay = requestsPerDay ?? Infinity;
    this.#quota = requestsPerDay === null ? null : new DayQuota(requestsPerDay, sentBefore);
    this.#windows = windows.map((window) => new Window(window));
  }

  /** What holds requests back at `now`, or null. When it is over something else may hold them. */
  at(now: number): Hold | null {
    const until = this.#windows.reduce((latest, window) => Math.max(latest, window.openAt(now)), now);
    if (until > now) return { kind: "window", until };
    const opensAt = this.#quota?.openAt(now) ?? now;
    return opensAt > now ? { kind: "quota", until: opensAt, requestsPerDay: this.#requestsPerDay } : null;
  }

  take(now: number): void {
    this.#quota?.take(now);
  }

  refund(takenAt: number): void {
    this.#quota?.refund(takenAt);
  }
}

/** A window that keeps its answer until that changes. */
class Window {
  readonly #clock: DayWindowClock;
  #askedAt = Infinity;
  #state: WindowState = { kind: "open", closesAt: -Infinity };

  constructor(window: DayWindow) {
    this.#clock = new DayWindowClock(window);
  }

  openAt(now: number): number {
    const changesAt = this.#state.kind === "open" ? this.#state.closesAt : this.#state.opensAt;
    // The machine's clock may be put back.
    if (now >= changesAt || now < this.#askedAt) {
      this.#state = this.#clock.stateAt(now);
      this.#askedAt = now;
    }
    return this.#state.kind === "open" ? now : this.#state.opensAt;
  }
}

/** What the limits of all lanes of an account say together: the strictest number, and every window. */
export function holdOptionsOf(limits: readonly Limits[], sentBefore: readonly MinuteCount[]): HoldOptions {
  const stated = limits.map(({ requestsPerDay }) => requestsPerDay).filter((value) => value !== null);
  const windows = limits.map(({ between }) => between).filter((window) => window !== null);
  return {
    requestsPerDay: stated.length === 0 ? null : Math.min(...stated),
    windows: [...new Map(windows.map((window) => [JSON.stringify(window), window])).values()],
    sentBefore,
  };
}
