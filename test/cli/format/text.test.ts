import * as fc from "fast-check";
import { expect, test } from "vitest";
import { displayWidth, pad, printable, truncate } from "../../../src/cli/format/text.ts";

test("East Asian wide characters take two cells, combining ones none", () => {
  expect([displayWidth("abc"), displayWidth("星火"), displayWidth("e\u0301")]).toEqual([3, 4, 1]);
});

test("a cut never splits a wide character and says that something is missing", () => {
  expect([5, 4, 3, 2, 1, 0].map((width) => truncate("讯飞星火", width))).toEqual(["讯飞…", "讯…", "讯…", "…", "…", ""]);
});

test("a cut text is never wider than asked for, and a text that fits is untouched", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(30), (text, width) => {
      const cut = truncate(text, width);
      expect(displayWidth(cut)).toBeLessThanOrEqual(width);
      expect(cut === text).toBe(displayWidth(text) <= width);
    }),
  );
});

test("padding fills by display width on either side", () => {
  expect([pad("星", 4, "left"), pad("星", 4, "right"), pad("long", 2, "left")]).toEqual(["星  ", "  星", "long"]);
});

test("nothing that a terminal would obey survives", () => {
  expect(printable("a\u001b[31mred\u0007\r\nb\u202ec\u2028d")).toBe("a [31mred b c d");
});
