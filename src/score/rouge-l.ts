/**
 * ROUGE-L F1 of two token lists (Lin 2004, with β = 1 as in rouge-score): the harmonic mean of the longest common
 * subsequence's share of each. 0 when one is empty.
 */
export function rougeL(candidate: readonly string[], reference: readonly string[]): number {
  const common = longestCommonSubsequence(candidate, reference);
  return common === 0 ? 0 : (2 * common) / (candidate.length + reference.length);
}

/** Length of the longest common subsequence, in memory of one list's length. */
function longestCommonSubsequence(a: readonly string[], b: readonly string[]): number {
  const ids = new Map<string, number>();
  const numbered = (tokens: readonly string[]) =>
    Int32Array.from(tokens, (token) => {
      const id = ids.get(token) ?? ids.size;
      ids.set(token, id);
      return id;
    });
  const left = numbered(a);
  const right = numbered(b);
  const row = new Int32Array(right.length + 1);
  for (const token of left) {
    let diagonal = 0;
    for (let index = 1; index <= right.length; index += 1) {
      const above = row[index] ?? 0;
      row[index] = right[index - 1] === token ? diagonal + 1 : Math.max(above, row[index - 1] ?? 0);
      diagonal = above;
    }
  }
  return row[right.length] ?? 0;
}
