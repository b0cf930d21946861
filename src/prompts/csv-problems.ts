import type { Problem } from "../core/errors.ts";
import { excerpt, listNames } from "./excerpt.ts";
import type { QuoteFault } from "./find-quote-fault.ts";
import type { LineIndex } from "./line-index.ts";

/** A row that has not one cell for each column. `first` and `last` are the physical lines it stands on. */
export function raggedRow(
  file: string,
  first: number,
  last: number,
  cells: readonly string[],
  columns: readonly string[],
): Problem {
  const spread = last > first ? `, on lines ${first} to ${last}` : "";
  return {
    where: `${file}:${first}`,
    what: cells.length < columns.length ? "the row has too few fields" : "the row has too many fields",
    found: `${countFields(cells.length)}${spread}`,
    expected: `${countFields(columns.length)}: ${listNames(columns)}`,
    fix: "Put quotes around a cell that holds the delimiter or a line break, and double the quotes inside it",
  };
}

/** A row whose cell of the id column is empty or blank. */
export function emptyId(file: string, line: number, column: string): Problem {
  return {
    where: `${file}:${line}`,
    what: `the id is empty (column ${JSON.stringify(column)})`,
    expected: "an id in every row, or no such column",
  };
}

/** Quotes that leave open where a cell ends. `text` is the record from its start at `offset` of the file's text. */
export function quotingProblem(
  file: string,
  fault: QuoteFault,
  text: Uint8Array,
  offset: number,
  lines: LineIndex,
): Problem {
  const lineOf = (at: number) => lines.lineAt(offset + at);
  const quote = (at: number) => excerpt(Buffer.from(text.subarray(at, at + 200)).toString());
  const stopped = "The rest of the file is not checked, as it is not certain where the next row starts";
  if (fault.kind === "unclosed") {
    return {
      where: `${file}:${lineOf(fault.opened)}`,
      what: "a quoted cell is opened and never closed",
      found: quote(fault.opened),
      expected: "a closing quote before the end of the file",
      fix: "Close the cell; double the quotes inside it; or say --no-quotes if quotes are plain text in this file",
    };
  }
  if (fault.kind === "text-after") {
    return {
      where: `${file}:${lineOf(fault.closed)}`,
      what: `text follows the closing quote of the cell opened on line ${lineOf(fault.opened)}`,
      found: quote(fault.closed),
      expected: "the delimiter or the end of the line",
      fix: `Double the quotes inside a quoted cell, or say --no-quotes if they are plain text. ${stopped}`,
    };
  }
  return {
    where: `${file}:${lineOf(fault.at)}`,
    what: "there is a quote inside a cell that does not start with one",
    found: quote(fault.at),
    expected: "a cell wholly in quotes, with the quotes inside it doubled",
    fix: `Quote the whole cell, or say --no-quotes if quotes are plain text. ${stopped}`,
  };
}

function countFields(count: number): string {
  return count === 1 ? "1 field" : `${count} fields`;
}
