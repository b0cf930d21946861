import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readUsage } from "../../src/providers/usage.ts";

test.each([
  ["is missing", undefined],
  ["is null", null],
  ["is empty", {}],
  ["holds only nulls", { prompt_tokens: null, completion_tokens: null }],
  ["holds no numbers", { prompt_tokens: "14" }],
])("usage that %s is absent", (_name, usage) => {
  expect(readUsage(usage)).toEqual({ kind: "absent" });
});

test("what the provider does not say stays null", () => {
  expect(readUsage({ prompt_tokens: 14 })).toEqual({
    kind: "reported",
    promptTokens: 14,
    completionTokens: null,
    totalTokens: null,
    cachedTokens: null,
    reasoningTokens: null,
  });
});

test("a total that is not the sum makes usage inconsistent, and the numbers stay as sent", () => {
  expect(readUsage({ prompt_tokens: 14, completion_tokens: 8, total_tokens: 99 })).toMatchObject({
    kind: "inconsistent",
    promptTokens: 14,
    completionTokens: 8,
    totalTokens: 99,
  });
});

test.each([-1, 1.5])("a count of %d makes usage inconsistent", (count) => {
  expect(readUsage({ prompt_tokens: count })).toMatchObject({ kind: "inconsistent", promptTokens: count });
});

test.each([
  ["OpenAI", { prompt_tokens_details: { cached_tokens: 5 }, completion_tokens_details: { reasoning_tokens: 3 } }],
  ["DeepSeek and SGLang", { prompt_tokens_details: null, prompt_cache_hit_tokens: 5, reasoning_tokens: 3 }],
  [
    "Responses-like gateways",
    { input_tokens_details: { cached_tokens: 5 }, output_tokens_details: { reasoning_tokens: 3 } },
  ],
])("cached and reasoning tokens are read as %s spell them", (_name, details) => {
  const usage = readUsage({ prompt_tokens: 10, completion_tokens: 4, total_tokens: 14, ...details });
  expect(usage).toMatchObject({ kind: "reported", cachedTokens: 5, reasoningTokens: 3 });
});

test("a zero is reported as zero", () => {
  expect(readUsage({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })).toMatchObject({ promptTokens: 0 });
});

test("usage is consistent exactly when the total is the sum", () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.nat(1e6), fc.nat(2e6), (prompt, completion, total) => {
      const usage = readUsage({ prompt_tokens: prompt, completion_tokens: completion, total_tokens: total });
      expect(usage.kind).toBe(total === prompt + completion ? "reported" : "inconsistent");
    }),
  );
});
