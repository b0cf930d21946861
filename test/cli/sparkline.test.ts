import { expect, test } from "vitest";
import { sparkline } from "../../src/cli/sparkline.ts";

test("the least is the lowest bar, the greatest the highest, and what is not known is a blank", () => {
  expect(sparkline([0, 0.5, null, 1])).toBe("▁▅ █");
});

test("equal values are low bars, and nothing is nothing", () => {
  expect(sparkline([3, 3])).toBe("▁▁");
  expect(sparkline([null])).toBe(" ");
  expect(sparkline([])).toBe("");
});
