import { displayWidth, pad } from "./text.ts";

/** One column of a printed table. */
export interface TableColumn<Row> {
  /** A line break starts a second heading line. */
  readonly heading: string;
  readonly align: "left" | "right";
  readonly cell: (row: Row) => string;
}

const GAP = "  ";

/** Rows under headings, aligned by display width, without trailing spaces or a final line break. */
export function renderTable<Row>(columns: readonly TableColumn<Row>[], rows: readonly Row[]): string {
  const headings = columns.map((column) => column.heading.split("\n"));
  const headingLines = Math.max(...headings.map((lines) => lines.length));
  const cells = rows.map((row) => columns.map((column) => column.cell(row)));
  // Short headings stand on the last heading line, next to their cells.
  const head = Array.from({ length: headingLines }, (_, line) =>
    headings.map((lines) => lines[line - (headingLines - lines.length)] ?? ""),
  );
  const lines = [...head, ...cells];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => displayWidth(line[index] ?? ""))));
  return lines
    .map((line) =>
      columns
        .map((column, index) => pad(line[index] ?? "", widths[index] ?? 0, column.align))
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}
