import * as fc from "fast-check";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { describe, expect, test } from "vitest";
import { CsvFault, RowScanner } from "../../src/compare/row-scanner.ts";

/** All rows of a table that comes in pieces of `size` bytes. */
function scan(bytes: Buffer, size: number, wanted?: readonly number[]): string[][] {
  const scanner = new RowScanner();
  const rows: string[][] = [];
  for (let at = 0; at < bytes.length; at += size) {
    rows.push(...scanner.push(bytes.subarray(at, at + size)));
    if (rows.length > 0 && wanted !== undefined) scanner.want(wanted);
  }
  return [...rows, ...scanner.end()];
}

const cell = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", "界", "😀", " ", "") }),
  fc.string({ unit: "grapheme", maxLength: 5 }),
);

const table = fc
  .integer({ min: 2, max: 4 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }));

describe("what any table holds", () => {
  test.each(["\n", "\r\n"])("is read as csv-parse reads it, in pieces of any size, lines ended by %j", (end) => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 40 }), fc.boolean(), (rows, size, quoted) => {
        const bytes = Buffer.from(stringify(rows, { record_delimiter: end, quoted, quoted_match: /[\r\n]/ }));
        expect(scan(bytes, size)).toEqual(parse(bytes, { record_delimiter: end }));
      }),
    );
  });

  test("is read without the last line's end, too", () => {
    expect(scan(Buffer.from('a,b\n"x""y",'), 1)).toEqual([
      ["a", "b"],
      ['x"y', ""],
    ]);
    expect(scan(Buffer.from('a,b\n1,"x"'), 3).at(-1)).toEqual(["1", "x"]);
  });
});

test("columns that are not wanted are skipped, whatever they hold", () => {
  const rows = [
    ["id", "text", "score"],
    ["p1", 'a, "b"\nc', "1"],
    ["p2", "界".repeat(100), "0"],
  ];
  const scanned = scan(Buffer.from(stringify(rows)), 20, [0, 2]);
  expect(scanned.slice(1)).toEqual([
    ["p1", "", "1"],
    ["p2", "", "0"],
  ]);
});

test.each([
  ['a,b\n1,"x"y\n', "text after a closing quote", 4],
  ['a,b\n1,x"y\n', "a quote within a cell without quotes", 4],
  ['a,b\n1,2\n1,"x\n', "a quote that is never closed", 8],
  ["a,b\n1,2\n1\n", "1 fields instead of 2", 8],
  ["a,b\n1,2,3\n", "3 fields instead of 2", 4],
])("%j is refused with its place", (text, message, offset) => {
  for (const size of [1, 7, 100]) {
    const fault = expect.objectContaining({ name: CsvFault.name, message, offset });
    expect(() => scan(Buffer.from(text), size)).toThrow(fault);
  }
});
