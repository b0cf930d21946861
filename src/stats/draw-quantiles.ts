import type { PairedOptions, Pairs } from "./pairs.ts";
import { seededRandom } from "./random.ts";

/**
 * Differences of the `p`-quantile (type 7, as `quantile`), candidate less baseline, of samples drawn again with
 * replacement, whole clusters where given. Both sides are sorted once; a draw then only counts how often each unit came
 * and walks along the counts, so that it costs as much as it is long.
 */
export function drawQuantileDifferences(pairs: Pairs, p: number, options: PairedOptions): Float64Array {
  if (p <= 0.5) return drawLowDifferences(pairs, p, options);
  const mirrored = {
    baseline: pairs.baseline.map((value) => -value),
    candidate: pairs.candidate.map((value) => -value),
  };
  return drawLowDifferences(mirrored, 1 - p, options).map((difference) => -difference);
}

/** For `p` up to 0.5, so that a walk from the lowest value is at most half as long as the sample. */
function drawLowDifferences(
  pairs: Pairs,
  p: number,
  { clusters, draws = 10_000, seed = 1 }: PairedOptions,
): Float64Array {
  const random = seededRandom(seed);
  const units = clusters?.count ?? pairs.baseline.length;
  const sizes = new Uint32Array(units);
  for (let pair = 0; pair < pairs.baseline.length; pair++) {
    const unit = clusters?.of[pair] ?? pair;
    sizes[unit] = (sizes[unit] ?? 0) + 1;
  }
  const baseline = order(pairs.baseline, clusters?.of);
  const candidate = order(pairs.candidate, clusters?.of);
  const times = new Uint32Array(units);
  const differences = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    let count = 0;
    for (let drawn = 0; drawn < units; drawn++) {
      const unit = Math.floor(random() * units);
      times[unit] = (times[unit] ?? 0) + 1;
      count += sizes[unit] ?? 0;
    }
    differences[draw] = drawnQuantile(candidate, times, count, p) - drawnQuantile(baseline, times, count, p);
  }
  return differences;
}

/** One side of the pairs in ascending order, with the unit that each value belongs to. */
interface Ordered {
  readonly values: Float64Array;
  readonly units: Uint32Array;
}

function order(values: Float64Array, unitOf: Uint32Array | undefined): Ordered {
  const places = Uint32Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  return {
    values: Float64Array.from(places, (place) => values[place] ?? 0),
    units: unitOf === undefined ? places : places.map((place) => unitOf[place] ?? 0),
  };
}

function drawnQuantile({ values, units }: Ordered, times: Uint32Array, count: number, p: number): number {
  const place = (count - 1) * p;
  const rank = Math.floor(place);
  let passed = 0;
  let at = -1;
  while (passed <= rank) {
    at += 1;
    passed += times[units[at] ?? 0] ?? 0;
  }
  const below = values[at] ?? 0;
  if (place === rank || passed > rank + 1) return below;
  do at += 1;
  while ((times[units[at] ?? 0] ?? 0) === 0);
  return below + ((values[at] ?? 0) - below) * (place - rank);
}
