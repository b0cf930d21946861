import { expect, test } from "vitest";
import { findVerdict } from "../../src/score/find-verdict.ts";
import { countPair, noPairs, pairValue, preferenceForm, type Preference } from "../../src/score/preference.ts";

test.each([
  ['{"reasoning": "A is shorter", "better": "B"}', "second"],
  ['{"better": "Answer A"}', "first"],
  ["Better: **A**", "first"],
  ["Winner: [[B]]", "second"],
  ["Verdict: the second", "second"],
  ["更好：回答B", "second"],
  ["结论：平局", "tie"],
  ["[[C]]", "tie"],
  ["tie", "tie"],
  ["Both are good", "tie"],
  ["An apple", null],
  ['{"better": "neither of us"}', "tie"],
  ['{"better": 3}', null],
])("%j prefers %j", (text, preference) => {
  expect(findVerdict(text, preferenceForm)?.verdict ?? null).toBe(preference);
});

const all: readonly Preference[] = ["first", "second", "tie"];

test("only an arm that both orders prefer wins", () => {
  const values = all.map((inOrder) => all.map((swapped) => pairValue({ inOrder, swapped })));
  expect(values).toEqual([
    [0.5, 1, 0.5],
    [0, 0.5, 0.5],
    [0.5, 0.5, 0.5],
  ]);
});

test("position bias counts the verdicts that change with the order, and those for the place", () => {
  const pairs = [
    { inOrder: "first", swapped: "first" },
    { inOrder: "first", swapped: "second" },
    { inOrder: "tie", swapped: "tie" },
    { inOrder: "tie", swapped: "first" },
  ] as const;
  expect(pairs.reduce(countPair, noPairs)).toEqual({ pairs: 4, flipped: 2, decided: 5, first: 4 });
});
