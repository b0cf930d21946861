import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scanJson } from "../../src/config/scan-json.ts";

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const EDITS = '{}[],:"\\tn0-1.e /*\n\u0001'.split("");

/** JSON with a few characters changed: mostly nearly right. */
const nearlyJson = fc
  .tuple(fc.jsonValue(), fc.array(fc.tuple(fc.nat(), fc.constantFrom(...EDITS)), { maxLength: 2 }))
  .map(([value, edits]) =>
    edits.reduce(
      (text, [place, character]) => {
        const offset = place % (text.length + 1);
        return text.slice(0, offset) + character + text.slice(offset + (place % 2));
      },
      JSON.stringify(value, null, 1),
    ),
  );

describe("scanJson", () => {
  test("accepts exactly what JSON.parse accepts", () => {
    fc.assert(
      fc.property(fc.oneof(nearlyJson, fc.string({ unit: "binary" })), (text) => {
        expect(scanJson(text).kind).toBe(isJson(text) ? "valid" : "invalid");
      }),
      { numRuns: 1000 },
    );
  });

  test("finds each key that an object holds again, in nested objects too", () => {
    const text = '{"a": 1, "b": [{"c": 1, "\\u0063": 2}], "a": {"a": 1}}';
    expect(scanJson(text)).toEqual({
      kind: "valid",
      duplicates: [
        { path: ["b", 0, "c"], offset: text.indexOf('"\\u0063"') },
        { path: ["a"], offset: text.lastIndexOf('"a": {') },
      ],
    });
  });
});
