import { checkTail, type Estimate } from "./estimate.ts";
import { normalCdf } from "./normal.ts";
import { quantile, sortSamples } from "./quantile.ts";
import { studentTQuantile } from "./student-t.ts";
import { total } from "./sums.ts";

/** How often and from which seed a sample is drawn again. */
export interface Drawing {
  /** @default 10,000 */
  readonly draws?: number;
  /** @default 1 */
  readonly seed?: number;
}

/**
 * An estimate whose bounds are quantiles of what the figure was in samples drawn again (`draws`): the percentile bootstrap
 * of Efron, "Bootstrap Methods: Another Look at the Jackknife", Annals of Statistics 7 (1979), expanded after Hesterberg,
 * "What Teachers Should Know About the Bootstrap", The American Statistician 69 (2015), which makes up for its being too
 * narrow in small samples. `units` is how many independent units were drawn each time; fewer than two bound nothing.
 */
export function bootstrapEstimate(value: number, draws: Float64Array, units: number, clustered: boolean): Estimate {
  const sorted = sortSamples(draws);
  return {
    value,
    standardError: units < 2 ? Infinity : deviation(sorted),
    method: clustered ? "bootstrap, clustered" : "bootstrap",
    bounds(tail) {
      checkTail(tail);
      if (units < 2) return { lower: -Infinity, upper: Infinity };
      const outside = expandedTail(tail, units);
      return { lower: quantile(sorted, outside) ?? -Infinity, upper: quantile(sorted, 1 - outside) ?? Infinity };
    },
  };
}

/** Hesterberg's tail: that of √(n / (n - 1)) times Student's quantile under the normal curve. */
function expandedTail(tail: number, units: number): number {
  return normalCdf(-Math.sqrt(units / (units - 1)) * studentTQuantile(1 - tail, units - 1));
}

/** The standard deviation of `draws`, with n - 1; Infinity where one of them is infinite. */
function deviation(draws: Float64Array): number {
  const mean = total(draws) / draws.length;
  if (!Number.isFinite(mean)) return Infinity;
  let squares = 0;
  for (const draw of draws) squares += (draw - mean) ** 2;
  return Math.sqrt(squares / (draws.length - 1));
}
