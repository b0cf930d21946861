import { expect, test } from "vitest";
import { nearMiss } from "../../src/core/near-miss.ts";

test.each([
  ["promts", ["prompts", "params"], "prompts"],
  ["base_url", ["baseUrl", "name"], "baseUrl"],
  ["MODLES", ["models", "model"], "models"],
  ["claued", ["Claude", "Qwen"], "Claude"],
  ["colour", ["name", "model"], null],
  ["x", ["id"], null],
  ["anything", [], null],
])("%s among %j is %s", (word, candidates, meant) => {
  expect(nearMiss(word, candidates)).toBe(meant);
});
