const SLICE_MS = 250;
const SLICES = 40;
const LEAST_WINDOW_MS = 1000;
const LEAST_COUNT = 20;

/** Requests admitted per second lately: over the shortest time from 1 s to 10 s in which 20 were. */
export class RecentRate {
  readonly #counts = new Float64Array(SLICES);
  #slice = 0;
  #since: number | null = null;

  /** `amount` was sent at `now`; a negative one was rejected. */
  add(now: number, amount: number): void {
    this.#advance(now);
    this.#since ??= now;
    const index = this.#slice % SLICES;
    this.#counts[index] = (this.#counts[index] ?? 0) + amount;
  }

  perSecond(now: number): number {
    this.#advance(now);
    const sinceMs = now - (this.#since ?? now);
    let windowMs = now % SLICE_MS;
    let count = 0;
    for (let age = 0; age < SLICES; age++) {
      count += this.#counts[(this.#slice - age + SLICES) % SLICES] ?? 0;
      if (age > 0) windowMs += SLICE_MS;
      if ((windowMs >= LEAST_WINDOW_MS && count >= LEAST_COUNT) || windowMs >= sinceMs) break;
    }
    return Math.max(1, count) / (Math.max(SLICE_MS, Math.min(windowMs, sinceMs)) / 1000);
  }

  #advance(now: number): void {
    const slice = Math.floor(now / SLICE_MS);
    const fresh = Math.max(this.#slice + 1, slice - SLICES + 1);
    for (let index = fresh; index <= slice; index++) this.#counts[index % SLICES] = 0;
    this.#slice = Math.max(this.#slice, slice);
  }
}
