import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readRetryAfter } from "../../src/providers/retry-after.ts";

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);

function read(headers: Readonly<Record<string, string>>): number | null {
  return readRetryAfter((name) => headers[name] ?? null, NOW);
}

test.each([
  ["2", 2000],
  ["0", 0],
  ["0.5", 500],
  [" 7 ", 7000],
  ["120", 120_000],
  ["86400", 86_400_000],
  ["Sun, 22 Nov 2026 12:00:02 GMT", 2000],
  ["Sun, 22 Nov 2026 13:00:00 GMT", 3_600_000],
  ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
  ["-1", null],
  ["soon", null],
  ["", null],
  ["1e3", null],
  ["NaN", null],
  ["Infinity", null],
  ["error 12", null],
  ["try 2027", null],
  ["30s", null],
  ["9".repeat(400), null],
])("Retry-After: %s is %s ms", (value, expected) => {
  expect(read({ "retry-after": value })).toBe(expected);
});

test("retry-after-ms is finer and comes first", () => {
  expect(read({ "retry-after-ms": "750", "retry-after": "1" })).toBe(750);
  expect(read({ "retry-after-ms": "-750" })).toBeNull();
  expect(read({ "retry-after-ms": "soon", "retry-after": "2" })).toBe(2000);
});

test.each([
  ["OpenAI", { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "6m0.5s" }, 360_500],
  ["OpenAI", { "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms" }, 120],
  [
    "Anthropic",
    { "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": "2026-11-22T12:00:30Z" },
    30_000,
  ],
  ["OpenRouter", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW + 5000) }, 5000],
  ["Unix seconds", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(NOW / 1000 + 5) }, 5000],
])("without Retry-After, the reset of what is used up counts (%s)", (_name, headers, expected) => {
  expect(read(headers)).toBe(expected);
});

test("a reset of what is not used up is no reason to wait", () => {
  expect(read({ "x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "6m0s" })).toBeNull();
});

test("an illegible Retry-After is not replaced by a reset header", () => {
  const reset = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "5" };
  expect(read({ "retry-after": "soon", ...reset })).toBeNull();
});

test("whatever the headers say, the wait is null or a finite number that is not negative", () => {
  const names = ["retry-after", "retry-after-ms", "x-ratelimit-reset"];
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.oneof(fc.string(), fc.double().map(String)), (name, value) => {
      const wait = read({ "x-ratelimit-remaining": "0", [name]: value });
      expect(wait === null || (Number.isFinite(wait) && wait >= 0)).toBe(true);
    }),
  );
});
