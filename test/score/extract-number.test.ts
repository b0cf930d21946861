import { describe, expect, test } from "vitest";
import { extractNumber } from "../../src/score/extract-number.ts";

describe("the last number of a text", () => {
  test.each([
    ["答案是-5。", -5],
    ["共有１，２３４．５元", 1234.5],
    ["1.2万人", 12_000],
    ["约3亿", 3e8],
    ["温度为-3℃", -3],
    ["第3题：42", 42],
    ["The answer is -5.", -5],
    ["10-5", 5],
    ["1,2,3", 3],
    ["$1,000.00.", 1000],
    ["USD12", 12],
    ["12\u202f345.6", 12_345.6],
    ["−7", -7],
    ["x = -.5", -0.5],
    ["#### 42", 42],
    ["\\frac{3}{4}", 0.75],
    ["5/6", 5 / 6],
    ["1.5 \\times 10^{3}", 1500],
    ["so \\boxed{1{,}234}, not 7", 1234],
    ["5 tons of CO2", 5],
    ["on 2024/10/05", 2024],
    ["<think>1 2 3</think>It is 9", 9],
  ])("of %j is %d", (text, value) => {
    expect(extractNumber(text, "last")?.value).toBe(value);
  });
});

test.each([
  ["约３５％", 35],
  ["百分之45", 45],
  ["10%-20%", 20],
  ["50\\%", 50],
])("%j is %d percent", (text, value) => {
  expect(extractNumber(text, "last")).toMatchObject({ value, isPercent: true });
});

test("the first number can be asked for", () => {
  expect(extractNumber("3 of 7", "first")?.value).toBe(3);
});

test.each(["", "none", "v1.2.3", "CO2", "1e400", "<think>5</think>"])("there is no number in %j", (text) => {
  expect(extractNumber(text, "last")).toBeNull();
});

test("a long row of digits and commas is read at once", () => {
  const began = performance.now();
  extractNumber(`${"1,".repeat(50_000)}${"9".repeat(50_000)}x`, "last");
  expect(performance.now() - began).toBeLessThan(1000);
});
