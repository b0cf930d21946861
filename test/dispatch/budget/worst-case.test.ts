import fc from "fast-check";
import { expect, test } from "vitest";
import type { Price } from "../../../src/core/config.ts";
import { longestAnswer, worstCase } from "../../../src/dispatch/budget/worst-case.ts";

const price: Price = { input: 2, output: 10, cachedInput: 0.5, currency: "USD" };
const params = { max_tokens: 100 };
const user = (content: string) => [{ role: "user", content }];

test("a prompt has no more tokens than UTF-8 bytes, and what the chat template adds", () => {
  const empty = worstCase(user(""), { params, price })?.tokens ?? 0;
  expect(worstCase(user("abc"), { params, price })?.tokens).toBe(empty + 3);
  expect(worstCase(user("请解释"), { params, price })?.tokens).toBe(empty + 9);
  expect(worstCase(user("👍"), { params, price })?.tokens).toBe(empty + 4);
  expect(empty).toBeGreaterThanOrEqual(100 + 16);
});

test("content parts, tool calls and tools count, too", () => {
  const plain = worstCase(user("hello"), { params, price })?.tokens ?? 0;
  const parts = [{ role: "user", content: [{ type: "text", text: "hello" }] }];
  const calls = [{ role: "assistant", content: "hello", tool_calls: [{ id: "x" }] }];
  expect(worstCase(parts, { params, price })?.tokens).toBeGreaterThan(plain);
  expect(worstCase(calls, { params, price })?.tokens).toBeGreaterThan(plain);
  const withTools = { ...params, tools: [{ type: "function", function: { name: "f" } }] };
  expect(worstCase(user("hello"), { params: withTools, price })?.tokens).toBeGreaterThan(plain + 1024);
});

test("the cost is that of a prompt without cache and of the longest answer", () => {
  const spend = worstCase(user("hello"), { params, price });
  const promptTokens = (spend?.tokens ?? 0) - 100;
  expect(spend?.cost).toBeCloseTo((promptTokens * 2 + 100 * 10) / 1e6, 15);
  expect(worstCase(user("hello"), { params, price: null })).toEqual({ tokens: spend?.tokens, cost: 0, currency: null });
});

test.each([
  [{}, null],
  [{ max_tokens: 100 }, 100],
  [{ max_completion_tokens: 50 }, 50],
  [{ max_tokens: 100, max_completion_tokens: 50 }, 100],
  [{ max_tokens: 100, n: 3 }, 300],
  [{ max_tokens: "100" }, null],
  [{ max_tokens: 100, enable_thinking: true }, null],
  [{ max_tokens: 100, enable_thinking: true, thinking_budget: 400 }, 500],
  [{ max_tokens: 100, enable_thinking: false }, 100],
])("the longest answer by %j is %j", (some, expected) => {
  expect(longestAnswer(some)).toBe(expected);
});

test("a longer prompt is never cheaper", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (text, more) => {
      const [less, all] = [worstCase(user(text), { params, price }), worstCase(user(text + more), { params, price })];
      expect(all?.cost ?? 0).toBeGreaterThanOrEqual(less?.cost ?? 0);
    }),
  );
});
