import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimatePromptTokens, estimateTokens } from "../../src/plan/estimate-tokens.ts";

describe("estimateTokens", () => {
  test.each([
    ["", 0],
    ["word", 1],
    ["The quick brown fox jumps over the lazy dog.", 11],
    ["敏捷的棕色狐狸", 5],
    ["日本語のテキスト", 6],
    ["한국어", 2],
    ["съешь ещё", 4],
    ["😀", 2],
  ])("%j has about %i tokens", (text, tokens) => {
    expect(estimateTokens(text)).toBe(tokens);
  });

  test("is 0 for empty text only, and never shrinks when text is added", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary", minLength: 1 }), (text, more) => {
        expect(estimateTokens(more)).toBeGreaterThan(0);
        expect(estimateTokens(text + more)).toBeGreaterThanOrEqual(estimateTokens(text));
      }),
    );
  });
});

describe("estimatePromptTokens", () => {
  test("adds what a chat template puts around each message, and counts text parts only", () => {
    expect(estimatePromptTokens([])).toBe(0);
    const messages = [
      { role: "system", content: "word" },
      { role: "assistant", content: null },
      {
        role: "user",
        content: [
          { type: "text", text: "wordword" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        ],
      },
    ];
    expect(estimatePromptTokens(messages)).toBe(5 + 4 + 6);
  });
});
