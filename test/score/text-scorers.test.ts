import { describe, expect, test } from "vitest";
import { foldWidth, normalizeText } from "../../src/score/normalize-text.ts";
import { judge, scorerOf, valueOf } from "./support/completion.ts";

test("width folding makes full-width and half-width forms one, and touches nothing else", () => {
  expect(foldWidth("Ａ１（％）　ｶﾞ")).toBe("A1(%) ガ");
  expect(foldWidth("x² ① ㎏")).toBe("x² ① ㎏");
});

test("each step takes one kind of difference away", () => {
  expect(normalizeText(" Ｙes! ", [])).toBe(" Ｙes! ");
  expect(normalizeText(" Ｙes! ", ["trim", "case", "width", "punctuation"])).toBe("yes");
  expect(normalizeText("《红楼梦》。", ["punctuation", "trim"])).toBe("红楼梦");
});

describe("exact", () => {
  test("the whole text counts, without the space around it", async () => {
    expect(await valueOf({ type: "exact", expected: "Paris" }, " Paris\n")).toBe(1);
    expect(await judge({ type: "exact", expected: "Paris" }, "Paris!")).toEqual({ value: 0, reason: 'is not "Paris"' });
  });

  test("a column may accept several texts", async () => {
    const scorer = { type: "exact", column: "answer", separator: "|", normalize: ["case", "trim"] };
    expect(await valueOf(scorer, "PRC", { answer: "China | prc" })).toBe(1);
    expect(await valueOf(scorer, "China | prc", { answer: "China | prc" })).toBe(0);
  });

  test("a prompt without an expected value has no score", async () => {
    expect(await judge({ type: "exact", column: "answer" }, "", { answer: " " })).toEqual({
      unscored: "the column answer is empty",
    });
  });

  test("a column named like a property of every object is a column", async () => {
    expect(await judge({ type: "exact", column: "constructor" }, "x", {})).toHaveProperty("unscored");
  });
});

test("contains asks for any or for all, and names what is missing", async () => {
  const expected = ["北京", "上海"];
  expect(await valueOf({ type: "contains", expected }, "首都是北京")).toBe(1);
  expect(await judge({ type: "contains", expected, mode: "all" }, "首都是北京")).toEqual({
    value: 0,
    reason: 'does not contain "上海"',
  });
});

test("contains refuses an expected text of which normalising leaves nothing: every completion would be right", async () => {
  const scorer = await scorerOf({ type: "contains", column: "answer", normalize: ["punctuation", "trim"] });
  expect(scorer.check({ answer: "。！" })).toMatchObject({
    column: "answer",
    what: "is nothing once it is normalised",
  });
  expect([scorer.check({ answer: "好。" }), scorer.check({ answer: "" })]).toEqual([null, null]);
});

describe("regex", () => {
  test("matches anywhere and shows what its group found", async () => {
    const scorer = { type: "regex", pattern: "(\\p{Script=Han}+)市" };
    expect(await judge(scorer, "在北京市。")).toEqual({ value: 1, reason: null, extracted: "在北京" });
    expect(await valueOf(scorer, "Beijing")).toBe(0);
  });

  test("a pattern may stand in a column", async () => {
    const scorer = { type: "regex", column: "pattern", flags: "i" };
    expect(await valueOf(scorer, "ABC", { pattern: "^a.c$" })).toBe(1);
    expect(await judge(scorer, "ABC", { pattern: "" })).toHaveProperty("unscored");
  });
});

test("f1 is SQuAD's: articles and punctuation do not count, Chinese is cut into characters", async () => {
  // evaluate-v2.0.py: compute_f1("A cat sat down", "the cat sat!") = 0.8
  expect(await valueOf({ type: "f1", expected: "A cat sat down" }, "the cat sat!")).toBeCloseTo(0.8, 12);
  // Two of two characters are found, one of three is too much: 2 × 1 × 2/3 / (1 + 2/3).
  expect(await valueOf({ type: "f1", expected: "北京" }, "北京市。")).toBeCloseTo(0.8, 12);
  expect(await valueOf({ type: "f1", expected: "the" }, "a")).toBe(1);
  expect(await valueOf({ type: "f1", expected: "yes" }, "")).toBe(0);
});
