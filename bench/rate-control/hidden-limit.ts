/** What a server says to a request that arrives at `nowMs` and will use so many tokens. */
export type Answer =
  | { readonly kind: "admitted"; readonly announced: Announced | null }
  | { readonly kind: "rejected"; readonly retryAfterMs: number | null };

/** Requests that are left, and when there will be all of them again: `x-ratelimit-remaining-requests` and `-reset-`. */
export interface Announced {
  readonly remaining: number;
  readonly resetAtMs: number;
}

/** A limit that the client is not told. Capacity and use are in the limit's own unit. */
export interface HiddenLimit {
  admit(nowMs: number, tokens: number): Answer;
  /** A request that was admitted has been answered. */
  release(nowMs: number): void;
  /** How many are served at once; the others that were admitted wait for it. Infinity: all of them. */
  readonly slots: number;
  /** What has been used until `nowMs`. */
  used(nowMs: number): number;
  /** What could have been used until `nowMs`. */
  capacity(nowMs: number): number;
}

const ADMITTED: Answer = { kind: "admitted", announced: null };

/** A value that holds from the start, or different ones from given seconds on. */
export type Timeline = readonly (readonly [fromSecond: number, value: number])[];

/** At most so many requests at once. Its unit is the slot-millisecond. */
export function concurrencyLimit(limits: Timeline, retryAfterMs: number | null): HiddenLimit {
  let running = 0;
  const busy = new BusyTime(limits);
  return {
    slots: Infinity,
    admit(nowMs) {
      if (running >= valueAt(limits, nowMs)) return { kind: "rejected", retryAfterMs };
      busy.change(nowMs, running++);
      return ADMITTED;
    },
    release(nowMs) {
      busy.change(nowMs, running--);
    },
    used: (nowMs) => busy.until(nowMs, running),
    capacity: (nowMs) => integral(limits, nowMs),
  };
}

/** Takes everything and serves so many at once, in order of arrival. */
export function queue(slots: number): HiddenLimit {
  let present = 0;
  const limits: Timeline = [[0, slots]];
  const busy = new BusyTime(limits);
  return {
    slots,
    admit(nowMs) {
      busy.change(nowMs, present++);
      return ADMITTED;
    },
    release(nowMs) {
      busy.change(nowMs, present--);
    },
    used: (nowMs) => busy.until(nowMs, present),
    capacity: (nowMs) => integral(limits, nowMs),
  };
}

export interface BucketOptions {
  /** Per second. A burst of null is a second's worth. */
  readonly perSecond: Timeline;
  readonly burst: number | null;
  readonly unit: "requests" | "tokens";
  /** From how much is missing and the refill per second. */
  readonly retryAfterMs: (missing: number, perSecond: number) => number | null;
}

/** A bucket that is refilled continuously; a rejected request takes nothing. */
export function bucket({ perSecond, burst, unit, retryAfterMs }: BucketOptions): HiddenLimit {
  const sizeAt = (nowMs: number) => burst ?? valueAt(perSecond, nowMs);
  let level = sizeAt(0);
  let filledAt = 0;
  let used = 0;
  return {
    slots: Infinity,
    admit(nowMs, tokens) {
      const cost = unit === "requests" ? 1 : tokens;
      level = Math.min(sizeAt(nowMs), level + (integral(perSecond, nowMs) - integral(perSecond, filledAt)) / 1000);
      filledAt = nowMs;
      if (level < cost) {
        return { kind: "rejected", retryAfterMs: retryAfterMs(cost - level, valueAt(perSecond, nowMs)) };
      }
      level -= cost;
      used += cost;
      return ADMITTED;
    },
    release() {},
    used: () => used,
    capacity: (nowMs) => sizeAt(0) + integral(perSecond, nowMs) / 1000,
  };
}

/** So many requests in each window that starts on the minute; says exactly how long to wait for the next. */
export function fixedWindow(requests: number, windowMs: number, announces: boolean): HiddenLimit {
  let window = -1;
  let inWindow = 0;
  let used = 0;
  return {
    slots: Infinity,
    admit(nowMs) {
      const current = Math.floor(nowMs / windowMs);
      if (current !== window) {
        window = current;
        inWindow = 0;
      }
      if (inWindow >= requests) {
        return { kind: "rejected", retryAfterMs: Math.ceil(((current + 1) * windowMs - nowMs) / 1000) * 1000 };
      }
      inWindow += 1;
      used += 1;
      if (!announces) return ADMITTED;
      const announced = { remaining: requests - inWindow, resetAtMs: (current + 1) * windowMs };
      return { kind: "admitted", announced };
    },
    release() {},
    used: () => used,
    capacity: (nowMs) => (requests * nowMs) / windowMs,
  };
}

/** Slot-milliseconds in use, never counting more than the limit of the time. */
class BusyTime {
  readonly #limits: Timeline;
  #total = 0;
  #since = 0;

  constructor(limits: Timeline) {
    this.#limits = limits;
  }

  change(nowMs: number, runningBefore: number): void {
    this.#total = this.until(nowMs, runningBefore);
    this.#since = nowMs;
  }

  until(nowMs: number, running: number): number {
    return this.#total + Math.min(running, valueAt(this.#limits, this.#since)) * (nowMs - this.#since);
  }
}

function valueAt(timeline: Timeline, nowMs: number): number {
  let current = 0;
  for (const [fromSecond, value] of timeline) if (nowMs >= fromSecond * 1000) current = value;
  return current;
}

/** Of a timeline until `nowMs`, in value-milliseconds. */
function integral(timeline: Timeline, nowMs: number): number {
  let sum = 0;
  for (const [index, [fromSecond, value]] of timeline.entries()) {
    const toMs = Math.min(nowMs, (timeline[index + 1]?.[0] ?? Infinity) * 1000);
    sum += value * Math.max(0, toMs - fromSecond * 1000);
  }
  return sum;
}
