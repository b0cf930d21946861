import { stringify } from "csv-stringify/sync";
import type { TableOptions } from "../core/config.ts";
import type { TableFormat } from "./table-format.ts";

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * CSV by RFC 4180 with `\n` line ends. Null is an empty cell, the empty text a quoted one (`""`), as PostgreSQL's COPY
 * has it; a missing value is its reason in square brackets. With `escapeFormulas` texts that a spreadsheet would run
 * get a leading `'` (OWASP, "CSV Injection").
 */
export function csvFormat(options: TableOptions): TableFormat {
  const encode = (rows: readonly (readonly unknown[])[]) =>
    stringify([...rows], {
      quoted_match: /^$/,
      escape_formulas: options.escapeFormulas,
      cast: { number: plainDecimal, object: missingText },
    });
  return {
    extension: "csv",
    encoderFor: (columns) => ({ head: (options.bom ? BYTE_ORDER_MARK : "") + encode([columns]), encode }),
  };
}

/** The shortest decimal that reads back as the same number, without an exponent (below 1e21, beyond all we count). */
function plainDecimal(value: number): string {
  const text = String(value);
  const [mantissa = "", exponent] = text.split("e-");
  if (exponent === undefined) return text;
  const sign = value < 0 ? "-" : "";
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${mantissa.replaceAll(/[-.]/g, "")}`;
}

function missingText(value: object): string {
  return "missing" in value ? `[${String(value.missing)}]` : "";
}
