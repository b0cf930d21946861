import { expect, test } from "vitest";
import { completion, judge, scorerOf, valueOf } from "./support/completion.ts";

test("length counts characters, words of any language, or reported tokens", async () => {
  expect(await valueOf({ type: "length" }, "你好😀")).toBe(3);
  expect(await valueOf({ type: "length", unit: "words" }, "Hello there, 北京。")).toBe(3);
  expect(await valueOf({ type: "length", unit: "tokens" }, "whatever")).toBe(7);
});

test("bounds turn an amount into a judgement", async () => {
  expect(await judge({ type: "length", max: 2 }, "abc")).toEqual({ value: 0, reason: "3 characters, more than 2" });
  expect(await valueOf({ type: "latency", max: 1000 }, "")).toBe(1);
  expect(await valueOf({ type: "cost", min: 1 }, "")).toBe(0);
});

test("latency and cost are the record's, also without text", async () => {
  expect(await valueOf({ type: "latency" }, "")).toBe(812.5);
  expect(await valueOf({ type: "cost" }, "")).toBe(0.0025);
  expect((await scorerOf({ type: "cost" })).needsText).toBe(false);
});

test("what the provider did not report has no score", async () => {
  const { record, ...rest } = completion("");
  const unknown = { ...rest, record: { ...record, usage: { kind: "absent" } as const, cost: null, latencyMs: null } };
  for (const scorer of [{ type: "cost" }, { type: "latency" }, { type: "length", unit: "tokens" }]) {
    expect((await scorerOf(scorer)).score(unknown)).toHaveProperty("unscored");
  }
});

test("number compares within a tolerance, and 45 % may be 45 or 0.45", async () => {
  expect(await valueOf({ type: "number", expected: 0.3 }, `It is ${0.1 + 0.2}`)).toBe(1);
  expect(await valueOf({ type: "number", expected: 100, relative: 0.01 }, "约101")).toBe(1);
  expect(await valueOf({ type: "number", expected: 100, absolute: 0.5 }, "101")).toBe(0);
  expect(await valueOf({ type: "number", expected: "0.45" }, "45%")).toBe(1);
  expect(await valueOf({ type: "number", expected: "45" }, "45 %")).toBe(1);
  expect(await valueOf({ type: "number", expected: "45%" }, "0.45")).toBe(1);
  expect(await valueOf({ type: "number", expected: "45%" }, "4.5")).toBe(0);
  expect(await judge({ type: "number", expected: "7" }, "none")).toEqual({
    value: 0,
    reason: "there is no number in it",
  });
});

test("choice says what was chosen, and a text that chooses twice is wrong", async () => {
  const scorer = { type: "choice", column: "answer" };
  expect(await judge(scorer, "选B", { answer: "(b)" })).toEqual({ value: 1, reason: null, extracted: "B" });
  expect(await judge(scorer, "选B", { answer: "C" })).toMatchObject({ value: 0, reason: "chose B, not C" });
  expect(await judge(scorer, "答案是A或B", { answer: "A" })).toEqual({ value: 0, reason: "ambiguous: A and B" });
});

test("expected values that cannot be compared are found before anything is paid for", async () => {
  expect((await scorerOf({ type: "number", column: "n" })).check({ n: "many" })).toMatchObject({ column: "n" });
  expect((await scorerOf({ type: "choice", column: "c" })).check({ c: "E" })).toMatchObject({ expected: "A, B, C, D" });
  expect((await scorerOf({ type: "regex", column: "r" })).check({ r: "(" })).toMatchObject({ found: '"("' });
  await expect(scorerOf({ type: "number", expected: "many" })).rejects.toThrow("scorers[0].expected: holds no number");
});
