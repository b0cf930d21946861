const SHORTEST_HOLD_MS = 5000;
const LONGEST_HOLD_MS = 60_000;

/** A hold need not be longer than this where a failed probe pauses nothing. */
const FREE_HOLD_MS = 10_000;

/** The share of the time that failed probes may cost in pauses. */
const PAUSE_SHARE = 1 / 60;

/** Requests admitted between probes, at first and at most: a failed probe costs at least one rejection of so many. */
const FEWEST_ADMITTED = 40;
const MOST_ADMITTED = 160;

/** Where requests are few, a probe comes after this time however few they were. */
const LONGEST_WAIT_MS = 300_000;

/** How long a limit is left alone before it is probed: twice as long each time that fails, as far as failures cost. */
export class ProbeHold {
  #failures = 0;
  #since = 0;
  #admittedBefore = 0;

  /** `admitted` is how many requests were admitted so far. */
  start(now: number, admitted: number): void {
    this.#since = now;
    this.#admittedBefore = admitted;
  }

  /** The probe failed: hold twice as long next time. */
  failed(): void {
    this.#failures += 1;
  }

  /** The limit has moved: failures so far say nothing any more. */
  reset(): void {
    this.#failures = 0;
  }

  /** Whether to probe; `pauseMs` is what a failure is expected to cost. */
  isOver(now: number, admitted: number, pauseMs: number): boolean {
    const heldMs = now - this.#since;
    if (heldMs >= LONGEST_WAIT_MS) return true;
    const longestMs = Math.min(LONGEST_HOLD_MS, Math.max(FREE_HOLD_MS, pauseMs / PAUSE_SHARE));
    const fewest = Math.min(MOST_ADMITTED, FEWEST_ADMITTED * 2 ** this.#failures);
    return (
      heldMs >= Math.min(longestMs, SHORTEST_HOLD_MS * 2 ** this.#failures) && admitted - this.#admittedBefore >= fewest
    );
  }
}
