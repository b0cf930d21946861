import type { GridRow } from "../store/store.ts";
import type { Cell } from "./cell.ts";
import type { ScoresOf } from "./table-scores.ts";

/** A table over the grid, independent of how it is written. */
export interface GridTable {
  /** File name without extension. */
  readonly name: string;
  readonly columns: readonly string[];
  /** The table's rows for one prompt, cells aligned with `columns`. */
  rowsOf(row: GridRow, scoresOf: ScoresOf): Cell[][];
}
