/** An apostrophe that `tables.escapeFormulas` put before a text which a spreadsheet would run. */
const ESCAPED = /^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/;

/**
 * A text of a table as it is compared with another table's: without what `tables.escapeFormulas` adds, and with the line
 * ends that a checkout on Windows changes.
 */
export function plainCell(cell: string): string {
  const text = cell.startsWith("'") ? cell.replace(ESCAPED, "") : cell;
  return text.includes("\r\n") ? text.replaceAll("\r\n", "\n") : text;
}
