import type { ExpectedSource } from "../core/scorer-config.ts";

/** The values that count as right for one prompt. */
export interface ExpectedValues {
  readonly columns: readonly string[];
  /** None when the prompt's cell is empty: there is nothing to compare with then. */
  readonly of: (columns: Readonly<Record<string, string>>) => readonly string[];
}

/** What there is to say of a prompt whose cell is empty. */
export function noExpected(source: ExpectedSource): { readonly unscored: string } {
  return { unscored: `the column ${source.column ?? ""} is empty` };
}

/** Finds the expected values in the config or in a column, each prepared once by `prepare`. */
export function expectedValues(
  { column, expected, separator }: ExpectedSource,
  prepare: (text: string) => string = (text) => text,
): ExpectedValues {
  if (column === undefined) {
    const list = typeof expected === "object" ? expected : expected === undefined ? [] : [expected];
    const values = list.map((value) => prepare(String(value)));
    return { columns: [], of: () => values };
  }
  return {
    columns: [column],
    of: (cells) => {
      // hasOwn: a column may be called "constructor".
      const cell = Object.hasOwn(cells, column) ? (cells[column] ?? "") : "";
      if (cell.trim() === "") return [];
      if (separator === undefined) return [prepare(cell)];
      return cell
        .split(separator)
        .filter((part) => part.trim() !== "")
        .map(prepare);
    },
  };
}
