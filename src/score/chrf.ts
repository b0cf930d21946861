import { countMatches, countNGrams } from "./n-grams.ts";

/** Longest character n-grams that count, and how much more recall weighs than precision (chrF2). */
const ORDER = 6;
const BETA = 2;

/**
 * chrF2 of a text against a reference (Popović 2015), 0 to 1, as sacreBLEU's default for one sentence: character n-grams
 * up to six without white space, orders that one of the two is too short for left out.
 */
export function chrf(candidate: string, reference: string): number {
  const ours = Array.from(candidate.replace(/\s+/gu, ""));
  const theirs = Array.from(reference.replace(/\s+/gu, ""));
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let n = 1; n <= ORDER && ours.length >= n && theirs.length >= n; n += 1) {
    const matches = countMatches(countNGrams(ours, n), countNGrams(theirs, n));
    precision += matches / (ours.length - n + 1);
    recall += matches / (theirs.length - n + 1);
    orders += 1;
  }
  if (precision + recall === 0) return 0;
  const factor = BETA ** 2;
  return ((1 + factor) * precision * recall) / ((factor * precision + recall) * orders);
}
