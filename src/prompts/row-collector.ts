import type { Problem } from "../core/errors.ts";
import type { PromptRow } from "../core/prompt-row.ts";
import type { ParsedEnd } from "./parsed-part.ts";
import { ProblemList } from "./problem-list.ts";

/** Takes what a parser finds in one file, and decides which rows are given, which are left out, and what is refused. */
export class RowCollector {
  readonly #file: string;
  readonly #skipInvalid: boolean;
  readonly #problems = new ProblemList();
  readonly #skipped = new ProblemList();
  #waiting: PromptRow[] = [];
  #seen = 0;
  #given = 0;

  constructor(file: string, skipInvalid: boolean) {
    this.#file = file;
    this.#skipInvalid = skipInvalid;
  }

  /** Data rows met so far, good or bad. */
  get seen(): number {
    return this.#seen;
  }

  /** Takes a row; its number is its place among all data rows, those left out included. */
  accept(line: number, id: string | null, cells: readonly string[]): void {
    this.#seen++;
    // A refused file is read on for its other problems only.
    if (this.#problems.count > 0) return;
    this.#given++;
    this.#waiting.push({ row: this.#seen, line, id, cells });
  }

  /** Refuses one row, or leaves it out when the user wants that. */
  refuseRow(problem: Problem): void {
    this.#seen++;
    (this.#skipInvalid ? this.#skipped : this.#problems).add(problem);
  }

  /** Refuses the file, whatever the user wants done with single rows. */
  refuseFile(problem: Problem): void {
    this.#problems.add(problem);
  }

  /** The rows taken since the last call. */
  takeRows(): readonly PromptRow[] {
    const rows = this.#waiting;
    this.#waiting = [];
    return rows;
  }

  /** How the file stands once it is read; a file that gave no row is a problem of its own. */
  end(columns: readonly string[]): ParsedEnd {
    if (this.#problems.count === 0 && this.#given === 0) {
      this.refuseFile({
        where: this.#file,
        what: this.#seen === 0 ? "the file holds no prompts" : "every row was left out as invalid",
        found: columns.length === 0 ? "no data" : `${this.#seen} rows under the columns ${columns.join(", ")}`,
        expected: "at least one row of data",
      });
    }
    const rest = (what: string) => (count: number) => ({ where: this.#file, what: `${count} more ${what}` });
    return {
      kind: "end",
      columns,
      rows: this.#given,
      problems: this.#problems.list(rest("problems in this file")),
      skippedRows: this.#skipped.count,
      skipped: this.#skipped.list(rest("rows of this file are left out")),
    };
  }
}
