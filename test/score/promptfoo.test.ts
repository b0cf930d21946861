import { describe, expect, test } from "vitest";
import { judge, scorerOf, valueOf } from "./support/completion.ts";

const scorer = { type: "promptfoo" };

describe("an assertion in __expected", () => {
  test.each([
    ["Paris", "Paris", 1],
    ["Paris", "Paris.", 0],
    ["equals: Paris", "Paris", 1],
    ["not-equals:Paris", "Paris", 0],
    ["contains: 北京", "首都是北京", 1],
    ["not-contains: sorry", "I am sorry", 0],
    ["icontains: PARIS", "in paris", 1],
    ["contains-any: a1, b2", "has b2", 1],
    ["contains-all: a1, b2", "has b2", 0],
    ["icontains-all: A1, B2", "a1 b2", 1],
    ["starts-with: Yes", "Yes, sir", 1],
    ["regex: ^\\d+$", "42", 1],
    ["not-regex: \\d", "none", 1],
    ["is-json", '{"a":1}', 1],
    ["is-json", "a: 1", 0],
    ["contains-json", 'so {"a":1}!', 1],
    ["levenshtein: kitten", "sitting", 1],
    ["levenshtein(2): kitten", "sitting", 0],
    ["Note: this is a text", "Note: this is a text", 1],
    ["contains", "contains", 1],
  ])("%j of the answer %j gives %d", async (expected, text, value) => {
    expect(await valueOf(scorer, text, { __expected: expected })).toBe(value);
  });
});

test("every __expected column must hold, and the first that does not is named", async () => {
  const columns = { __expected1: "contains: a", __expected2: "", __expected3: "contains: z" };
  expect(await judge(scorer, "abc", columns)).toEqual({ value: 0, reason: '__expected3: not "contains: z"' });
  expect(await valueOf(scorer, "a-z", columns)).toBe(1);
  expect(await judge(scorer, "abc", { __expected: "" })).toHaveProperty("unscored");
});

test("with a __threshold, the share of assertions that hold must reach it", async () => {
  const columns = { __expected1: "contains: a", __expected2: "contains: z" };
  expect(await valueOf(scorer, "abc", { ...columns, __threshold: "0.5" })).toBe(1);
  expect(await valueOf(scorer, "abc", { ...columns, __threshold: "0.6" })).toBe(0);
  expect(await valueOf(scorer, "abc", { ...columns, __threshold: "0" })).toBe(0);
  const { check } = await scorerOf(scorer);
  expect(check({ ...columns, __threshold: "half" })).toMatchObject({ column: "__threshold", found: '"half"' });
});

test("a JSON Schema in an assertion is refused, not passed over", async () => {
  const { check } = await scorerOf(scorer);
  expect(check({ __expected: 'is-json: {"required":["a"]}' })).toMatchObject({ column: "__expected" });
  expect(check({ __expected: "is-json" })).toBeNull();
});

test("assertions that ask a model or another program are found before anything is sent", async () => {
  const { check } = await scorerOf(scorer);
  for (const type of ["llm-rubric", "similar(0.8)", "python", "not-latency", "file"]) {
    expect(check({ __expected: `${type}: x` })).toMatchObject({ what: expect.stringContaining("is not understood") });
  }
  expect(check({ __expected: "regex: (" })).toMatchObject({ column: "__expected" });
});

test("JavaScript runs only when it is allowed", async () => {
  const columns = { __expected: "javascript: output.length > 2 && context.vars.lang === 'zh'", lang: "zh" };
  const refusing = await scorerOf(scorer);
  expect(refusing.check(columns)).toMatchObject({ what: "holds JavaScript" });
  const allowing = { ...scorer, allowJavascript: true };
  expect((await scorerOf(allowing)).check(columns)).toBeNull();
  expect(await valueOf(allowing, "abc", columns)).toBe(1);
  expect(await judge(allowing, "abc", { __expected: "javascript: nowhere.x" })).toEqual({
    error: "threw ReferenceError: nowhere is not defined",
  });
});

test("a set without __expected columns is refused", async () => {
  const { missingColumn } = await scorerOf(scorer);
  expect(missingColumn(["prompt"])).toBe("__expected");
  expect(missingColumn(["prompt", "__expected2"])).toBeNull();
});
