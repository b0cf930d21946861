import * as fc from "fast-check";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { expect, test } from "vitest";
import type { Cell } from "../../src/tables/cell.ts";
import { csvFormat } from "../../src/tables/csv-format.ts";

const plain = { bom: false, escapeFormulas: false };

function encodeRow(cells: readonly Cell[], options = plain): string {
  return csvFormat(options)
    .encoderFor(cells.map((_cell, index) => `c${index}`))
    .encode([cells]);
}

test("what is not known is an empty cell, an empty text a quoted one", () => {
  expect(encodeRow([null, "", 0, "x"])).toBe(',"",0,x\n');
});

test("a missing value is its reason in brackets", () => {
  expect(encodeRow([{ missing: "failed: timeout" }, "x"])).toBe("[failed: timeout],x\n");
});

test("quotes, delimiters and every kind of line end are quoted as RFC 4180 says", () => {
  expect(encodeRow(['a "b"', "a,b", "a\nb", "a\rb", "a;b\t"])).toBe('"a ""b""","a,b","a\nb","a\rb",a;b\t\n');
});

test.each([
  [1e-7, "0.0000001"],
  [1.25e-8, "0.0000000125"],
  [-3e-9, "-0.000000003"],
  [0.000001, "0.000001"],
  [202.3, "202.3"],
  [123456789012, "123456789012"],
])("%d is written without an exponent", (value, text) => {
  expect(encodeRow([value, "x"])).toBe(`${text},x\n`);
});

test("every number reads back as itself", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 });
  fc.assert(
    fc.property(number, (value) => {
      const text = encodeRow([value]).trim();
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text) - value).toBe(0);
    }),
  );
});

test("with escapeFormulas texts that a spreadsheet would run get an apostrophe, numbers and other texts none", () => {
  const options = { bom: false, escapeFormulas: true };
  const dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"];
  const cells: Cell[] = [...dangerous, -1, "a=1", "", null];
  const [row] = parse(encodeRow(cells, options));
  expect(row).toEqual([...dangerous.map((text) => `'${text}`), "-1", "a=1", "", ""]);
  expect(csvFormat(options).encoderFor(["=cmd()", "x"]).head).toBe("'=cmd(),x\n");
});

test("without escapeFormulas nothing is added", () => {
  expect(encodeRow(["=1+1", "-1"])).toBe("=1+1,-1\n");
});

test("the byte order mark stands once, at the start", () => {
  const encoder = csvFormat({ bom: true, escapeFormulas: false }).encoderFor(["a", "b"]);
  expect(encoder.head).toBe("\uFEFFa,b\n");
  expect(encoder.encode([[1, 2]])).toBe("1,2\n");
});

test("no rows are no text", () => {
  expect(csvFormat(plain).encoderFor(["a"]).encode([])).toBe("");
});

/** Texts that are made of what CSV is about, short and long, and any others. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "'", "=", "＝", "-", "a", "中", "😀", " "), maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: 1e-6, max: 1e20 }));

test.each([true, false])("every table is byte for byte that of csv-stringify, escapeFormulas %s", (escapeFormulas) => {
  const cells = fc.array(fc.oneof(text, number, fc.constant(null)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(cells), (rows) => {
      const reference = stringify(rows, {
        quoted_match: /^$/,
        escape_formulas: escapeFormulas,
        cast: { number: String },
      });
      expect(csvFormat({ bom: false, escapeFormulas }).encoderFor([]).encode(rows)).toBe(reference);
    }),
    { numRuns: 2000 },
  );
});

test("every text reads back as itself", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
      expect(parse(encodeRow(cells))).toEqual([cells]);
    }),
    { numRuns: 2000 },
  );
});
