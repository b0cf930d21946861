import { describe, expect, test } from "vitest";
import { bleu } from "../../src/score/bleu.ts";
import { chrf } from "../../src/score/chrf.ts";
import { levenshteinDistance, levenshteinRatio } from "../../src/score/levenshtein.ts";
import { rougeL } from "../../src/score/rouge-l.ts";
import { bleuTokens, wordTokens } from "../../src/score/tokens.ts";
import { judge, valueOf } from "./support/completion.ts";

/**
 * sacreBLEU 2.6.0:
 *   BLEU(tokenize="13a" | "zh", effective_order=True).sentence_score(candidate, [reference]).score / 100
 *   CHRF().sentence_score(candidate, [reference]).score / 100
 */
const SACREBLEU = [
  ["The dog bit the man.", "The dog bit the man.", 1, 1, 1],
  ["The dog had bit the man.", "The dog bit the man.", 0.4889230224, 0.4889230224, 0.761846886],
  [
    "It wasn't surprising, at 3.5% (1,200 cases).",
    "It was not surprising: 3.5% (1,200 cases).",
    0.5491004868,
    0.5491004868,
    0.7760571177,
  ],
  ["a cat", "The cat sat on the mat.", 0.0410424993, 0.0410424993, 0.1201616294],
  ["我今天去了北京的故宫。", "我今天去北京参观了故宫。", 0, 0.3545320602, 0.3037989959],
  ["GPT-4的准确率是87.5%。", "GPT-4 的准确率为 87.5%。", 0.2825443292, 0.5969491792, 0.7200112388],
] as const;

describe.each(SACREBLEU)("%j against %j", (candidate, reference, words, characters, chrf2) => {
  test("has sacreBLEU's BLEU, cut into words and into characters", () => {
    expect(bleu(bleuTokens(candidate, false), bleuTokens(reference, false))).toBeCloseTo(words, 9);
    expect(bleu(bleuTokens(candidate, true), bleuTokens(reference, true))).toBeCloseTo(characters, 9);
  });

  test("has sacreBLEU's chrF2", () => {
    expect(chrf(candidate, reference)).toBeCloseTo(chrf2, 9);
  });
});

/** rouge-score's own tests (rouge_scorer_test.py: testRougeLConsecutive, testRougeLNonConsecutive, testRougeEmpty). */
test.each([
  ["testing one", "testing one two", 4 / 5],
  ["testing two", "testing one two", 4 / 5],
  ["", "testing one two", 0],
])("ROUGE-L of %j against %j is %d", (candidate, reference, share) => {
  expect(rougeL(wordTokens(candidate, false), wordTokens(reference, false))).toBeCloseTo(share, 12);
});

test("Chinese, Japanese and Thai are cut into characters, other words stay whole", () => {
  expect(wordTokens("GPT-4は日本語を話す。", true)).toEqual(["gpt", "4", "は", "日", "本", "語", "を", "話", "す"]);
  expect(wordTokens("กข cat", true)).toEqual(["ก", "ข", "cat"]);
  expect(wordTokens("한국어 문장", true)).toEqual(["한국어", "문장"]);
});

test("the Levenshtein distance counts characters, not UTF-16 units", () => {
  expect(levenshteinDistance("kitten", "sitting")).toBe(3);
  expect(levenshteinDistance("😀a𠀀", "😁a𠀁")).toBe(2);
  expect(levenshteinRatio("😀", "😁")).toBe(0);
  expect(levenshteinRatio("", "")).toBe(1);
});

test("a scorer takes the nearest of several references, and judges by a threshold", async () => {
  const scorer = { type: "similarity", metric: "levenshtein", expected: ["abcd", "xyz"] };
  expect(await valueOf(scorer, "xyzz")).toBeCloseTo(0.75, 12);
  expect(await judge({ ...scorer, threshold: 0.8 }, "xyzz")).toEqual({
    value: 0,
    reason: "levenshtein 0.750 is below 0.8",
  });
});

test("the reference decides how a text is cut, so an answer in another language scores 0", async () => {
  const scorer = { type: "similarity", metric: "rouge-l", expected: "我今天去了北京" };
  expect(await valueOf(scorer, "I went to Beijing")).toBe(0);
  expect(await valueOf(scorer, "我今天去北京")).toBeCloseTo(12 / 13, 12);
});
