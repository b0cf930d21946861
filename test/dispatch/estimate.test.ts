import { expect, test } from "vitest";
import { estimateTokens } from "../../src/dispatch/estimate.ts";

test("a request is estimated at a third of its characters and the longest answer that it allows", () => {
  const messages = [
    { role: "system", content: "abc" },
    { role: "user", content: "abcdef" },
  ];
  expect(estimateTokens(messages, { max_tokens: 10 })).toBe(13);
  expect(estimateTokens(messages, { max_completion_tokens: 20, max_tokens: 10 })).toBe(23);
  expect(estimateTokens(messages, {})).toBe(259);
  expect(estimateTokens(messages, { max_tokens: "10" })).toBe(259);
});

test("of content parts only the text counts, and a message without content counts nothing", () => {
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
  const messages = [
    { role: "user", content: [{ type: "text", text: "abcdef" }, image, null, "x", { text: 1 }] },
    { role: "assistant", content: null },
  ];
  expect(estimateTokens(messages, { max_tokens: 0 })).toBe(2);
});
