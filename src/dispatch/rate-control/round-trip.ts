/** Until something has been answered. */
const ASSUMED_MS = 250;

const WEIGHT = 0.05;

/** How long answers take: a moving average in which each counts for a twentieth. */
export class RoundTrip {
  #averageMs: number | null = null;

  /** Milliseconds, at least 1. */
  get ms(): number {
    return Math.max(1, this.#averageMs ?? ASSUMED_MS);
  }

  answered(afterMs: number): void {
    const before = this.#averageMs ?? afterMs;
    this.#averageMs = before + (afterMs - before) * WEIGHT;
  }
}
