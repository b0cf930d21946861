import type { Clusters } from "./clusters.ts";
import { checkTail, type Estimate, type Interval } from "./estimate.ts";
import { effectiveSample, plainSample, type EffectiveSample } from "./effective-sample.ts";

/**
 * A proportion with Wilson's score interval, "Probable Inference, the Law of Succession, and Statistical Inference",
 * JASA 22 (1927). Null when `trials` is 0.
 */
export function proportion(successes: number, trials: number): Estimate | null {
  if (trials === 0) return null;
  return wilsonEstimate(successes / trials, plainSample(trials), "wilson");
}

/**
 * The proportion of ones among `outcomes` of 0 and 1 in clusters: Wilson's interval on the effective number of trials.
 * Null without outcomes.
 */
export function clusteredProportion(outcomes: Float64Array, clusters: Clusters): Estimate | null {
  if (outcomes.length === 0) return null;
  const sample = effectiveSample(outcomes, clusters);
  return wilsonEstimate(sample.mean, sample, "wilson, clustered");
}

function wilsonEstimate(rate: number, sample: EffectiveSample, method: "wilson" | "wilson, clustered"): Estimate {
  const planned = (rate * sample.size + 2) / (sample.size + 4);
  return {
    value: rate,
    standardError: Math.sqrt((planned * (1 - planned)) / (sample.size + 4)),
    method,
    bounds(tail) {
      checkTail(tail);
      return wilsonInterval(rate, sample.size, sample.quantile(1 - tail));
    },
  };
}

function wilsonInterval(rate: number, trials: number, z: number): Interval {
  if (z === Infinity) return { lower: 0, upper: 1 };
  const shrink = 1 + z ** 2 / trials;
  const centre = (rate + z ** 2 / (2 * trials)) / shrink;
  const reach = (z / shrink) * Math.sqrt((rate * (1 - rate)) / trials + z ** 2 / (4 * trials ** 2));
  return { lower: rate === 0 ? 0 : centre - reach, upper: rate === 1 ? 1 : centre + reach };
}
