import type { Drawing } from "./bootstrap.ts";
import { seededRandom } from "./random.ts";
import type { Sums } from "./sums.ts";

/**
 * Ratios of sums of units drawn again with replacement, as many as there are; Infinity where the denominators drawn sum
 * to 0. Equal seeds give equal draws on every platform.
 */
export function drawRatios({ numerators, denominators }: Sums, { draws = 10_000, seed = 1 }: Drawing): Float64Array {
  const random = seededRandom(seed);
  const units = numerators.length;
  // Side by side, so that a draw touches one line of the cache.
  const both = new Float64Array(2 * units);
  for (let unit = 0; unit < units; unit++) {
    both[2 * unit] = numerators[unit] ?? 0;
    both[2 * unit + 1] = denominators[unit] ?? 0;
  }
  const ratios = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let above = 0;
    let below = 0;
    for (let drawn = 0; drawn < units; drawn++) {
      const place = 2 * Math.floor(random() * units);
      above += both[place] ?? 0;
      below += both[place + 1] ?? 0;
    }
    ratios[draw] = below === 0 ? Infinity : above / below;
  }
  return ratios;
}
