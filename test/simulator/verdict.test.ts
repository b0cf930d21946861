import { expect, test } from "vitest";
import { gradeQuestion, preferenceQuestion } from "../../src/score/judge-question.ts";
import { verdictOn } from "../../src/simulator/verdict.ts";

const texts = { rubric: "Right?", asked: "What is 2+2?", reference: null };
const open = { ...texts, asked: "Tell me something." };
const scale = { scale: { min: 1, max: 5 } };

const grade = (asked: typeof texts, answer: string): number =>
  JSON.parse(verdictOn(gradeQuestion(asked, answer, scale)) ?? "null").score;
const better = (a: string, b: string): string => JSON.parse(verdictOn(preferenceQuestion(open, a, b)) ?? "null").better;

test("a judge knows the right answer from a wrong one", () => {
  expect([grade(texts, "It is 4."), grade(texts, "It is 5.")]).toEqual([5, 1]);
  expect(grade({ ...open, reference: null }, "x")).toBe(grade({ ...open, rubric: "Other words" }, "x"));
  const referred = gradeQuestion({ ...open, reference: "Paris" }, "It is Paris", scale);
  expect(verdictOn(referred)).toContain('"score":5');
});

test("grades of open answers are spread over the scale", () => {
  const grades = new Set(Array.from({ length: 60 }, (_, index) => grade(open, `answer ${index}`)));
  expect([...grades].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
});

test("a label is one of those that were asked for", () => {
  const question = gradeQuestion(texts, "4", { ...scale, labels: { good: 1, 'a "b"': 0.5, bad: 0 } });
  expect(JSON.parse(verdictOn(question) ?? "null").verdict).toBe("good");
});

test("a preference holds in both orders, and equal answers tie", () => {
  for (let index = 0; index < 20; index += 1) {
    expect([better(`a${index}`, "b"), better("b", `a${index}`)].sort()).toEqual(["A", "B"]);
  }
  expect(better("a", "a")).toBe("tie");
});

test("other questions are no judge's", () => {
  expect(verdictOn('What does {"score": <a number from 1 to 5>} mean?')).toBeNull();
});
