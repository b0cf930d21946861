import { expect, test } from "vitest";
import { parseFailures, parseDelimiter, parseFault, parseNames, parseWhere } from "../../src/cli/parse-value.ts";

test("a tab can be written as a shell lets one write it", () => {
  expect(["\\t", "tab", "TAB", "\t", ";", "semicolon", "pipe"].map(parseDelimiter)).toEqual([
    "\t",
    "\t",
    "\t",
    "\t",
    ";",
    ";",
    "|",
  ]);
});

test("a delimiter of several characters is refused with what was found", () => {
  expect(() => parseDelimiter("||")).toThrow('--delimiter: found "||", expected one character');
  expect(() => parseDelimiter("")).toThrow('found ""');
});

test("a filter splits at its first equals sign and may ask for an empty cell", () => {
  expect(["lang=zh", "formula=a=b", "note="].map(parseWhere)).toEqual([
    ["lang", "zh"],
    ["formula", "a=b"],
    ["note", ""],
  ]);
  expect(() => parseWhere("lang")).toThrow("expected column=value");
  expect(() => parseWhere("=zh")).toThrow("expected column=value");
});

test("allowed failures are a number of tasks or a share of them", () => {
  expect(["0", "12", "2.5%", "100%"].map(parseFailures("--allow-failed"))).toEqual([
    { count: 0 },
    { count: 12 },
    { percent: 2.5 },
    { percent: 100 },
  ]);
  for (const text of ["-1", "1.5", "101%", "many", ""]) {
    expect(() => parseFailures("--allow-failed")(text)).toThrow("--allow-failed: found");
  }
});

test("a fault has a name and perhaps a rate", () => {
  const parse = parseFault("--fault");
  expect([parse("any/empty-body"), parse("any/empty-body=0.25")]).toEqual([
    { fault: "any/empty-body" },
    { fault: "any/empty-body", rate: 0.25 },
  ]);
  for (const text of ["any/empty-body=2", "any/empty-body=", "=0.5", "any/empty-body=x"]) {
    expect(() => parse(text)).toThrow("--fault: found");
  }
});

test("names are separated by commas over all occurrences", () => {
  expect(parseNames(["a, b", "c,"])).toEqual(["a", "b", "c"]);
});
