import type { Simulator } from "../../src/simulator/simulator.ts";

/** What was seen of a simulator while it was watched. */
export interface Watch {
  /** Answers that it had given `milliseconds` before the end of the watch. */
  readonly answeredBefore: (milliseconds: number) => number;
  /** The longest time for which this process, simulator and watch at once, stood still, milliseconds. */
  readonly longestStallMs: number;
}

/** Polls `simulator` until `condition` holds: the condition itself is waited for, not a guess at a duration. */
export async function watchSimulator(
  simulator: Pick<Simulator, "statistics">,
  condition: (statistics: ReturnType<Simulator["statistics"]>) => boolean,
): Promise<Watch> {
  const history: { readonly at: number; readonly answered: number }[] = [];
  let longestStallMs = 0;
  for (;;) {
    // First of all, so that what has come already is taken in before it is looked at.
    await new Promise((resolve) => setTimeout(resolve, 2));
    const statistics = simulator.statistics();
    const at = performance.now();
    longestStallMs = Math.max(longestStallMs, at - (history.at(-1)?.at ?? at));
    history.push({ at, answered: statistics.answered });
    if (condition(statistics)) {
      const first = history[0]?.answered ?? 0;
      const answeredBefore = (ms: number) => history.findLast((entry) => at - entry.at >= ms)?.answered ?? first;
      return { answeredBefore, longestStallMs };
    }
  }
}
