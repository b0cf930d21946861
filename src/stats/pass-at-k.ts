/**
 * The probability that at least one of `k` answers drawn from `samples`, of which `correct` are right, is right: the
 * unbiased 1 - C(samples - correct, k) / C(samples, k) of Chen et al., "Evaluating Large Language Models Trained on Code",
 * arXiv 2107.03374 (2021), eq. 1. Null where there are fewer samples than `k`.
 */
export function passAtK(samples: number, correct: number, k: number): number | null {
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`k is a whole number from 1, found ${k}`);
  if (k > samples) return null;
  let allWrong = 1;
  for (let drawn = 0; drawn < k; drawn++) allWrong *= Math.max(0, samples - correct - drawn) / (samples - drawn);
  return 1 - allWrong;
}
