import { expect, test } from "vitest";
import type { Usage } from "../../src/core/record.ts";
import { costOf } from "../../src/providers/cost.ts";

const price = { input: 4, output: 20, cachedInput: 0.5, currency: "USD" };

function usage(
  promptTokens: number | null,
  completionTokens: number | null,
  cachedTokens: number | null = null,
): Usage {
  return { kind: "reported", promptTokens, completionTokens, totalTokens: null, cachedTokens, reasoningTokens: null };
}

test("cost is per million tokens, output at its own price", () => {
  expect(costOf(usage(1_000_000, 500_000), price)).toBe(14);
});

test("cached tokens cost what the price says, or else as much as the others", () => {
  expect(costOf(usage(1_000_000, 0, 800_000), price)).toBeCloseTo(1.2, 12);
  expect(costOf(usage(1_000_000, 0, 800_000), { ...price, cachedInput: null })).toBe(4);
});

test("a price of zero is a cost of zero", () => {
  expect(costOf(usage(10, 10), { input: 0, output: 0, cachedInput: null, currency: "USD" })).toBe(0);
});

test.each([
  ["no price", usage(1, 1), null],
  ["absent usage", { kind: "absent" } as const, price],
  ["unknown prompt tokens", usage(null, 1), price],
  ["unknown completion tokens", usage(1, null), price],
  ["more cached than prompt tokens", usage(1, 1, 2), price],
])("with %s the cost is unknown", (_name, used, at) => {
  expect(costOf(used, at)).toBeNull();
});
