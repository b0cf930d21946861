import type { TableOptions } from "../core/config.ts";
import type { Cell } from "./cell.ts";
import type { TableFormat } from "./table-format.ts";

const BYTE_ORDER_MARK = "\uFEFF";

/** First characters that make a spreadsheet run a text; the last four are their full-width forms. */
const FORMULA_START = /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** Below this length a loop over the characters is quicker than four searches, UTF-16 units. */
const SHORT = 24;

/**
 * CSV by RFC 4180 with `\n` line ends. Null is an empty cell, the empty text a quoted one (`""`), as PostgreSQL's COPY
 * has it; a missing value is its reason in square brackets. With `escapeFormulas` texts that a spreadsheet would run
 * get a leading `'` (OWASP, "CSV Injection").
 */
export function csvFormat(options: TableOptions): TableFormat {
  const escaped = (text: string) => (options.escapeFormulas && FORMULA_START.test(text) ? `'${text}` : text);
  const encodeCell = (cell: Cell | undefined): string => {
    if (cell === null || cell === undefined) return "";
    if (typeof cell === "string") return quoted(cell, escaped(cell));
    if (typeof cell === "number") return plainDecimal(cell);
    const reason = `[${cell.missing}]`;
    return quoted(reason, reason);
  };
  const encode = (rows: readonly (readonly Cell[])[]): string => {
    let text = "";
    for (const cells of rows) {
      text += encodeCell(cells[0]);
      for (let index = 1; index < cells.length; index += 1) text += `,${encodeCell(cells[index])}`;
      text += "\n";
    }
    return text;
  };
  return {
    extension: "csv",
    encoderFor: (columns) => ({ head: (options.bom ? BYTE_ORDER_MARK : "") + encode([columns]), encode }),
  };
}

/** `shown`, which is `text` with or without an apostrophe in front, in quotes where it needs them. */
function quoted(text: string, shown: string): string {
  if (text.length < SHORT ? !needsQuotesByCharacter(text) : !needsQuotesBySearch(text)) return shown;
  return `"${shown.includes('"') ? shown.replaceAll('"', '""') : shown}"`;
}

function needsQuotesByCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x2c || code === 0x22 || code === 0x0a || code === 0x0d) return true;
  }
  return text.length === 0;
}

function needsQuotesBySearch(text: string): boolean {
  return text.includes(",") || text.includes("\n") || text.includes('"') || text.includes("\r");
}

/** The shortest decimal that reads back as the same number, without an exponent (below 1e21, beyond all we count). */
function plainDecimal(value: number): string {
  const text = String(value);
  // Numbers from 1e-6 on are written without one.
  if (value >= 1e-6 || value <= -1e-6 || value === 0) return text;
  const [mantissa = "", exponent] = text.split("e-");
  if (exponent === undefined) return text;
  const sign = value < 0 ? "-" : "";
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${mantissa.replaceAll(/[-.]/g, "")}`;
}
