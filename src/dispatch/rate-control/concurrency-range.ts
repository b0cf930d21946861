import type { Limits } from "../../core/config.ts";
import type { RateControllerOptions } from "./controller.ts";

/** Most requests that a lane has in flight when its config states no concurrency. */
const LEARNT_CEILING = 256;

/** With how many an account begins when not all of its lanes state theirs. */
const LEARNT_START = 8;

/** Most requests that a lane may have in flight. */
export function concurrencyCeiling({ concurrency }: Pick<Limits, "concurrency">): number {
  return concurrency ?? LEARNT_CEILING;
}

/** Between what an account learns how many it may have in flight: it begins where its lanes were configured to be. */
export function concurrencyRange(
  lanes: readonly Pick<Limits, "concurrency">[],
): Pick<RateControllerOptions, "start" | "ceiling"> {
  let stated = 0;
  for (const { concurrency } of lanes) {
    if (concurrency === null) return { start: LEARNT_START, ceiling: LEARNT_CEILING };
    stated += concurrency;
  }
  return { start: stated, ceiling: stated };
}
