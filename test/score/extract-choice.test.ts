import { describe, expect, test } from "vitest";
import { choiceExtractor } from "../../src/score/extract-choice.ts";

const find = choiceExtractor(["A", "B", "C", "D"]);

function chosen(text: string): string {
  const found = find(text);
  if (found.kind === "several") return found.letters.join(" or ");
  return found.kind === "one" ? found.letter : "none";
}

describe("a text that says one thing", () => {
  test.each([
    ["B", "B"],
    ["b.", "B"],
    ["(b)", "B"],
    ["（B）", "B"],
    ["Ｂ", "B"],
    ["\\boxed{B}", "B"],
    ["so $\\boxed{\\text{(C)}}$, as shown", "C"],
    ["答案是B", "B"],
    ["答案：Ｂ。", "B"],
    ["答案为C", "C"],
    ["答案应为C", "C"],
    ["【答案】B", "B"],
    ["正确选项：B", "B"],
    ["选B", "B"],
    ["故选D", "D"],
    ["应选：（A）", "A"],
    ["我认为应选择选项C。", "C"],
    ["所以本题选择C选项", "C"],
    ["B是正确的", "B"],
    ["答案是：\n\nB、北京", "B"],
    ["The answer is (B)", "B"],
    ["The correct answer is: B) Paris", "B"],
    ["Answer: D", "D"],
    ["final answer: (a)", "A"],
    ["The best choice would be option C because of the tides", "C"],
    ["Option B is correct", "B"],
    ["B. Paris", "B"],
    ["I think it's C", "C"],
  ])("%j chooses %s", (text, letter) => {
    expect(chosen(text)).toBe(letter);
  });
});

describe("a text that names other letters too", () => {
  test.each([
    ["**答案：B**\n因为A是错的", "B"],
    ["正确答案是 **C**。解析：A、B、D均错误", "C"],
    ["不选A，应该选C", "C"],
    ["不能选A。答案 B", "B"],
    ["答案是A吗？不，答案是B", "B"],
    ["答案不是A，而是B", "B"],
    ["A不正确，B正确", "B"],
    ["选项A错误,选项B错误,选项C错误,所以选D", "D"],
    ["The answer is B and A is wrong.", "B"],
    ["A is incorrect; (D) fits", "D"],
    ["A common mistake is this. I would pick C.", "C"],
    ["<think>Could be A. Or B?</think>\nC", "C"],
  ])("%j chooses %s", (text, letter) => {
    expect(chosen(text)).toBe(letter);
  });
});

test.each([
  ["答案是A或B", "A or B"],
  ["答案：A\n答案：B", "A or B"],
  ["The answer is A and C.", "A or C"],
  ["A. London\nB. Paris", "A or B"],
])("%j is ambiguous: %s", (text, letters) => {
  expect(chosen(text)).toBe(letters);
});

test.each(["", "none of these", "The answer is a difficult one", "Vitamins help", "C++ is nice", "Apple"])(
  "%j chooses nothing",
  (text) => {
    expect(chosen(text)).toBe("none");
  },
);

test("a hundred thousand spaces and brackets are searched at once", () => {
  const began = performance.now();
  expect(chosen(`答案${" ".repeat(100_000)}${"(".repeat(100_000)}`)).toBe("none");
  expect(performance.now() - began).toBeLessThan(1000);
});

test("only the letters of the config are choices", () => {
  expect(choiceExtractor(["A", "B", "C", "D", "E"])("选E")).toEqual({ kind: "one", letter: "E" });
  expect(find("选E")).toEqual({ kind: "none" });
});
