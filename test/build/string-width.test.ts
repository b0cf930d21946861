import original from "string-width";
import { expect, test } from "vitest";
import standIn from "../../scripts/stand-ins/string-width.ts";

test("the bundle's stand-in for string-width measures every character as the package does", () => {
  const different: string[] = [];
  for (let code = 0; code <= 0xffff; code++) {
    const text = `a${String.fromCharCode(code)}b`;
    if (standIn(text) !== original(text)) different.push(code.toString(16));
  }
  expect(different).toEqual([]);
});

test.each(["", "plain", "…–·", "北京", "e\u0301", "👩‍👩‍👧", "\u001b[31mred\u001b[39m", "a\tb"])(
  "and %j as well",
  (text) => {
    expect(standIn(text)).toBe(original(text));
    expect(standIn(text, { ambiguousIsNarrow: false })).toBe(original(text, { ambiguousIsNarrow: false }));
  },
);
