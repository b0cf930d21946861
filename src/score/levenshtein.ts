import { distance } from "fastest-levenshtein";

/** Insertions, deletions and substitutions of characters (code points) between two texts. */
export function levenshteinDistance(a: string, b: string): number {
  if (!/[\ud800-\udfff]/.test(a + b)) return distance(a, b);
  // The library compares UTF-16 units: every distinct character gets one for itself.
  const units = new Map<string, string>();
  const encode = (text: string) =>
    Array.from(text, (character) => {
      const known = units.get(character);
      if (known !== undefined) return known;
      const unit = String.fromCharCode(units.size % 0x10000);
      units.set(character, unit);
      return unit;
    }).join("");
  return distance(encode(a), encode(b));
}

/** `1 - distance / length of the longer text`: 1 for equal texts, two empty ones included, 0 for nothing in common. */
export function levenshteinRatio(a: string, b: string): number {
  const longer = Math.max(Array.from(a).length, Array.from(b).length);
  return longer === 0 ? 1 : 1 - levenshteinDistance(a, b) / longer;
}
