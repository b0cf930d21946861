/** How far `actual` is from `expected`, as a share of it; absolute where `expected` is 0, and 0 for equal infinities. */
export function relativeError(actual: number | undefined, expected: number): number {
  if (actual === expected) return 0;
  return Math.abs((actual ?? Number.NaN) - expected) / (expected === 0 ? 1 : Math.abs(expected));
}
