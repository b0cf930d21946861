/**
 * p values adjusted so that rejecting those below α keeps the chance of any false rejection at most α: Holm, "A Simple
 * Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6 (1979). In the order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const count = pValues.length;
  const adjusted = pValues.slice();
  let greatest = 0;
  for (const [rank, place] of ascending(pValues).entries()) {
    greatest = Math.max(greatest, Math.min(1, (count - rank) * (pValues[place] ?? 1)));
    adjusted[place] = greatest;
  }
  return adjusted;
}

/**
 * p values adjusted so that of those below α at most the share α is expected to be false: Benjamini & Hochberg,
 * "Controlling the False Discovery Rate", Journal of the Royal Statistical Society B 57 (1995). In the order given.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const count = pValues.length;
  const adjusted = pValues.slice();
  let least = 1;
  for (const [rank, place] of [...ascending(pValues).entries()].toReversed()) {
    least = Math.min(least, (count / (rank + 1)) * (pValues[place] ?? 1));
    adjusted[place] = least;
  }
  return adjusted;
}

function ascending(pValues: readonly number[]): number[] {
  return [...pValues.keys()].sort((a, b) => (pValues[a] ?? 1) - (pValues[b] ?? 1));
}
