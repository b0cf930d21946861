import { countMatches, countNGrams } from "./n-grams.ts";

/** Longest n-grams that count. */
const ORDER = 4;

/**
 * BLEU of one sentence against one reference (Papineni et al. 2002), 0 to 1, as `sacrebleu --sentence-level`: smoothing
 * `exp` (Chen and Cherry 2014, method 3) and effective order. 0 when nothing matches.
 */
export function bleu(candidate: readonly string[], reference: readonly string[]): number {
  let smoothing = 1;
  let logarithms = 0;
  let orders = 0;
  let anyMatch = false;
  for (let n = 1; n <= ORDER && candidate.length >= n; n += 1) {
    const total = candidate.length - n + 1;
    const matches = countMatches(countNGrams(candidate, n), countNGrams(reference, n));
    anyMatch ||= matches > 0;
    if (matches === 0) smoothing *= 2;
    logarithms += Math.log(matches === 0 ? 1 / (smoothing * total) : matches / total);
    orders += 1;
  }
  if (!anyMatch) return 0;
  const brevity = candidate.length < reference.length ? Math.exp(1 - reference.length / candidate.length) : 1;
  return Math.min(1, brevity * Math.exp(logarithms / orders));
}
