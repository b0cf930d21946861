import type { Cells } from "./compile-text.ts";

/** A row is chosen when every pair holds: column, cell, compared as they are. */
export type Where = readonly (readonly [column: string, value: string])[];

/** True when the prompt has every one of these cells; a column that its set has not never matches. */
export function matchesWhere(cells: Cells, where: Where): boolean {
  return where.every(([column, value]) => Object.hasOwn(cells, column) && cells[column] === value);
}
