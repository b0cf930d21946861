/** How often each n-gram occurs. */
export type NGramCounts = ReadonlyMap<string, number>;

/** Counts the n-grams of a list of tokens. */
export function countNGrams(tokens: readonly string[], n: number): NGramCounts {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= tokens.length; start += 1) {
    // No token holds a space.
    const gram = tokens.slice(start, start + n).join(" ");
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

/** N-grams that both have, each as often as it is in both. */
export function countMatches(a: NGramCounts, b: NGramCounts): number {
  let matches = 0;
  for (const [gram, count] of a) matches += Math.min(count, b.get(gram) ?? 0);
  return matches;
}
