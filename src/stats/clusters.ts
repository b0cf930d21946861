/**
 * Which cluster each pair belongs to: `of[pair]` is a number from 0 to `count` - 1. Pairs of one cluster (say, questions
 * about one document) are not independent; whole clusters are.
 */
export interface Clusters {
  readonly of: Uint32Array;
  readonly count: number;
}

/** Clusters of pairs that have equal keys, numbered as they first appear. */
export function clusterBy(keys: readonly string[]): Clusters {
  const numbers = new Map<string, number>();
  const of = Uint32Array.from(keys, (key) => {
    const known = numbers.get(key) ?? numbers.size;
    numbers.set(key, known);
    return known;
  });
  return { of, count: numbers.size };
}
