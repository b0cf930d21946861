/** What a lane had done at one moment. */
export interface RateSample {
  readonly atMs: number;
  /** Tasks settled so far. */
  readonly settled: number;
  /** Requests answered so far, those to be repeated included. */
  readonly requests: number;
}

const WINDOW_MS = 10_000;
const SHORTEST_SPAN_MS = 1000;

/** Rates over the last ten seconds, from samples taken at each redraw. */
export class RateMeter {
  readonly #samples: RateSample[] = [];

  add(sample: RateSample): void {
    this.#samples.push(sample);
    // The sample just outside the window stays: it is where the window's first rate starts.
    while ((this.#samples[1]?.atMs ?? Infinity) <= sample.atMs - WINDOW_MS) this.#samples.shift();
  }

  /** Null before there is a second to measure. */
  settledPerSecond(nowMs: number): number | null {
    return this.#rate(nowMs, (sample) => sample.settled);
  }

  /** Null before there is a second to measure. */
  requestsPerSecond(nowMs: number): number | null {
    return this.#rate(nowMs, (sample) => sample.requests);
  }

  #rate(nowMs: number, count: (sample: RateSample) => number): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || nowMs - first.atMs < SHORTEST_SPAN_MS) return null;
    return ((count(last) - count(first)) / (nowMs - first.atMs)) * 1000;
  }
}
