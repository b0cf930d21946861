/** What a cell of a table holds. Null is not known; `missing` is a value that cannot be there, and why, in a few words. */
export type Cell = string | number | null | { readonly missing: string };

/** Milliseconds to a tenth: a clock over a network means nothing finer. */
export function milliseconds(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10) / 10;
}

/** A number to three decimals. */
export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** Money to twelve significant digits, which drops what binary fractions add (0.1 + 0.2) and nothing else. */
export function money(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(12));
}
