import { clusterBy, type Clusters } from "../../src/stats/clusters.ts";
import { normalQuantile } from "../../src/stats/normal.ts";
import type { Pairs } from "../../src/stats/pairs.ts";

/** Pairs drawn from a population, with their clusters where it has any. */
export interface Drawn {
  readonly pairs: Pairs;
  readonly clusters?: Clusters;
}

/** Draws samples of `pairs` pairs whose true difference, candidate less baseline, is `truth`. */
export interface Population {
  readonly truth: number;
  draw(pairs: number, random: () => number): Drawn;
}

const CLUSTER_SIZE = 5;

/** A standard normal number. */
function normal(random: () => number): number {
  return normalQuantile((Math.floor(random() * 2 ** 32) + 0.5) / 2 ** 32);
}

/**
 * Binary answers: the share `rate` of the baseline's are right, the share `discordance` of the pairs differ, and the
 * candidate is right less often by `drop`.
 */
export function answers(rate: number, discordance: number, drop = 0): Population {
  const gained = (discordance - drop) / 2;
  const lost = (discordance + drop) / 2;
  if (gained < 0 || lost > rate || gained > 1 - rate)
    throw new RangeError(`no population has ${rate}, ${discordance} and ${drop}`);
  return {
    truth: -drop,
    draw(pairs, random) {
      const baseline = new Float64Array(pairs);
      const candidate = new Float64Array(pairs);
      for (let pair = 0; pair < pairs; pair++) {
        const draw = random();
        baseline[pair] = draw < rate ? 1 : 0;
        candidate[pair] = (draw >= lost && draw < rate) || draw >= 1 - gained ? 1 : 0;
      }
      return { pairs: { baseline, candidate } };
    },
  };
}

/**
 * The same in clusters of five: a share `sharing` of the clusters gives all its pairs one and the same draw, so that
 * within a cluster the correlation of outcomes is `sharing`.
 */
export function clusteredAnswers(rate: number, discordance: number, sharing: number, drop = 0): Population {
  const single = answers(rate, discordance, drop);
  return {
    truth: single.truth,
    draw(pairs, random) {
      const clusters = clusterBy(Array.from({ length: pairs }, (_, pair) => String(Math.floor(pair / CLUSTER_SIZE))));
      let shared = 0;
      let together = false;
      let drawn = 0;
      const next = () => {
        if (drawn % CLUSTER_SIZE === 0) {
          together = random() < sharing;
          shared = random();
        }
        drawn += 1;
        return together ? shared : random();
      };
      return { ...single.draw(pairs, next), clusters };
    },
  };
}

/**
 * Costs or latencies: lognormal, a prompt's own level shared by both sides, each side's noise apart, in clusters of five
 * with a level of their own where `clusterSpread` is above 0. The candidate is `factor` times the baseline.
 */
export function lognormal(spread: number, noise: number, factor = 1, clusterSpread = 0): Population {
  const mean = Math.exp((spread ** 2 + noise ** 2 + 2 * clusterSpread ** 2) / 2);
  return {
    truth: (factor - 1) * mean,
    draw(pairs, random) {
      const baseline = new Float64Array(pairs);
      const candidate = new Float64Array(pairs);
      let before = 0;
      let after = 0;
      for (let pair = 0; pair < pairs; pair++) {
        if (clusterSpread > 0 && pair % CLUSTER_SIZE === 0) {
          const shared = normal(random);
          before = clusterSpread * (shared + normal(random));
          after = clusterSpread * (shared + normal(random));
        }
        const level = spread * normal(random);
        baseline[pair] = Math.exp(level + before + noise * normal(random));
        candidate[pair] = factor * Math.exp(level + after + noise * normal(random));
      }
      const keys = Array.from({ length: pairs }, (_, pair) => String(Math.floor(pair / CLUSTER_SIZE)));
      return clusterSpread > 0
        ? { pairs: { baseline, candidate }, clusters: clusterBy(keys) }
        : { pairs: { baseline, candidate } };
    },
  };
}

/** The true difference of `p`-quantiles of `lognormal` with the same arguments. */
export function lognormalQuantileDifference(p: number, spread: number, noise: number, factor: number): number {
  return (factor - 1) * Math.exp(normalQuantile(p) * Math.hypot(spread, noise));
}
