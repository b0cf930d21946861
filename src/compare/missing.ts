import type { Clusters } from "../stats/clusters.ts";
import { mcNemar } from "../stats/mcnemar.ts";
import type { Pairs } from "../stats/pairs.ts";
import type { Figure } from "./figure.ts";

/** How many pairs lack a value, and on which side. */
export interface Missing {
  /** All pairs, complete or not. */
  readonly pairs: number;
  readonly onlyInBaseline: number;
  readonly onlyInCandidate: number;
  readonly inBoth: number;
  /** Of the pairs, those that lack a value on either side; 0 to 1. */
  readonly share: number;
  /** Exact McNemar test that both sides lack values equally often. */
  readonly p: number;
}

/** The pairs that have both values, their clusters, and what was left out. */
export interface Present {
  readonly pairs: Pairs;
  readonly clusters: Clusters | undefined;
  readonly missing: Missing;
}

/** Sets incomplete pairs aside and counts them. A `RangeError` where lengths differ or a value is infinite. */
export function setMissingAside({ name, pairs, clusters }: Figure): Present {
  const { baseline, candidate } = pairs;
  const lengths = [candidate.length, clusters?.of.length ?? baseline.length];
  if (lengths.some((length) => length !== baseline.length)) {
    throw new RangeError(`the figure ${name} has ${baseline.length} baseline values beside ${lengths.join(" and ")}`);
  }
  if ([baseline, candidate].some((values) => values.includes(Infinity) || values.includes(-Infinity))) {
    throw new RangeError(`the figure ${name} holds an infinite value`);
  }
  let onlyInBaseline = 0;
  let onlyInCandidate = 0;
  let inBoth = 0;
  const complete: number[] = [];
  for (let pair = 0; pair < baseline.length; pair++) {
    const before = Number.isNaN(baseline[pair]);
    const after = Number.isNaN(candidate[pair]);
    if (before && after) inBoth += 1;
    else if (before) onlyInBaseline += 1;
    else if (after) onlyInCandidate += 1;
    else complete.push(pair);
  }
  const count = baseline.length;
  return {
    pairs: { baseline: pick(baseline, complete), candidate: pick(candidate, complete) },
    clusters: clusters === undefined ? undefined : pickClusters(clusters, complete),
    missing: {
      pairs: count,
      onlyInBaseline,
      onlyInCandidate,
      inBoth,
      share: count === 0 ? 0 : (count - complete.length) / count,
      p: mcNemar({ gained: onlyInBaseline, lost: onlyInCandidate }).twoSided,
    },
  };
}

function pick(values: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, (place) => values[place] ?? Number.NaN);
}

/** Numbers clusters anew, so that those with no complete pair do not count. */
function pickClusters(clusters: Clusters, places: readonly number[]): Clusters {
  const numbers = new Map<number, number>();
  const of = Uint32Array.from(places, (place) => {
    const cluster = clusters.of[place] ?? 0;
    const known = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, known);
    return known;
  });
  return { of, count: numbers.size };
}
