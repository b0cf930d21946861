import { seededRandom } from "../stats/random.ts";

/**
 * `size` of the positions 0 to `total - 1`, ascending, every choice equally likely and the same for the same seed; all of
 * them when `size` is greater. Holds nothing: selection sampling (Knuth, TAOCP vol. 2, 3.4.2, algorithm S).
 */
export function* samplePositions(total: number, size: number, seed: number): Generator<number, void> {
  const random = seededRandom(seed);
  let needed = Math.min(size, total);
  for (let position = 0; needed > 0; position++) {
    if (random() * (total - position) >= needed) continue;
    needed--;
    yield position;
  }
}
