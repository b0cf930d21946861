import { expect, test } from "vitest";
import { findVerdict } from "../../src/score/find-verdict.ts";
import { gradeForm, gradeOfLabel } from "../../src/score/verdict-scale.ts";

const scale = { scale: { min: 1, max: 5 } };
const labels = { ...scale, labels: { correct: 1, "partly correct": 0.5, incorrect: 0, 正确: 1, 错误: 0 } };

const grade = (text: string) => findVerdict(text, gradeForm(scale))?.verdict.said ?? null;
const label = (text: string) => findVerdict(text, gradeForm(labels))?.verdict.said ?? null;

test.each([
  ['{"reasoning": "fine", "score": 4}', 4],
  ['{"reasoning": "{\\"score\\": 1} is what it claims", "score": 4}', 4],
  ['Here is my verdict:\n```json\n{"reasoning": "ok",\n "score": "4"}\n```', 4],
  ['{"score": 2} on second thoughts {"reasoning": "better", "score": 4}', 4],
  ['{"reasoning": "a raw\nline break", "score": 4}', 4],
  ['{"Score": 4.5, "reason": "x"}', 4.5],
  ['{"评分": 4, "理由": "回答正确"}', 4],
  ['<think>Score: 1? No.</think>{"score": 5}', 5],
  ["It is good.\n\nScore: 4", 4],
  ["**Score:** 4/5", 4],
  ["**Score**: 4 / 5", 4],
  ["Rating: [[3]]", 3],
  ["Final score is 4.", 4],
  ["Score = 3.5 out of 5", 3.5],
  ["The scale: score: 1 means bad.\nScore: 5", 5],
  ["评分：4", 4],
  ["最终得分：４分", 4],
  ["回答基本正确，评分为4分。", 4],
  ["打分是 3", 3],
  ["【评分】：5", 5],
  ["4", 4],
  [" 4/5 ", 4],
  ["４", 4],
])("%j is the score %d", (text, score) => {
  expect(grade(text)).toBe(`${score} of 1 to 5`);
});

test.each([
  [""],
  ["I cannot judge this."],
  ['{"score": 9}'],
  ['{"score": null}'],
  ['{"score": 0.5}'],
  ["Score: 4/10"],
  ["Score: 3-4"],
  ["Score: 85%"],
  ["Score: high"],
  ["评分：优"],
  ["12"],
  ["{".repeat(30_000)],
  ['{"score": 2} and later {"score": "none"}'],
])("%j is no score", (text) => {
  expect(grade(text.slice(0, 30_000))).toBeNull();
});

test.each([
  ['{"reasoning": "x", "verdict": "correct"}', "correct"],
  ['{"verdict": "Partly Correct"}', "partly correct"],
  ["Verdict: incorrect, because it is wrong", "incorrect"],
  ["Verdict: **partly correct**", "partly correct"],
  ["结论：正确", "正确"],
  ["判断：「错误」。", "错误"],
  ["CORRECT", "correct"],
  ["Verdict: not correct", null],
  ["Verdict: correctness is hard", null],
  ["The answer is correct in part", null],
])("%j is the label %j", (text, expected) => {
  expect(label(text)).toBe(expected);
});

test("the place on the scale counts from 0 to 1, and the reasoning is kept", () => {
  expect(findVerdict('{"reasoning": " 有理有据 ", "score": 4}', gradeForm(scale))).toEqual({
    verdict: { value: 0.75, said: "4 of 1 to 5" },
    reasoning: "有理有据",
  });
  expect(findVerdict("Well argued.\nScore: 1", gradeForm(scale))).toEqual({
    verdict: { value: 0, said: "1 of 1 to 5" },
    reasoning: "Well argued.\nScore: 1",
  });
});

test("human labels are read on the judge's own scale", () => {
  expect(["4", "１", "正确", ""].map((cell) => gradeOfLabel(cell, scale))).toEqual([0.75, 0, null, null]);
  expect(["正确", "Incorrect", "4"].map((cell) => gradeOfLabel(cell, labels))).toEqual([1, 0, null]);
});
