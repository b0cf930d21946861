/** A row as parsed. Cells align with the set's columns; a shorter array means that the rest is "". */
export interface PromptRow {
  /** 1-based data row. */
  readonly row: number;
  /** 1-based physical line on which it starts. */
  readonly line: number;
  /** Null when the file has no id column: the id is then `<prompt set>:<row>`. */
  readonly id: string | null;
  readonly cells: readonly string[];
}
