import { expect, test } from "vitest";
import { budgetOf } from "../../src/cli/budget-options.ts";
import { budgetParts, raisedBudget } from "../../src/cli/budget-text.ts";
import { parseMoney, parseTokens } from "../../src/cli/parse-value.ts";

const none = { maxCost: undefined, maxTokens: undefined, deadline: undefined, maxFailures: undefined };

test("nothing said is nothing limited", () => {
  expect(budgetOf(none, 0)).toEqual({});
});

test("one amount is in the prices' own currency, several name theirs", () => {
  expect(budgetOf({ ...none, maxCost: [parseMoney("5")] }, 0)).toEqual({ maxCost: 5 });
  expect(budgetOf({ ...none, maxCost: [parseMoney(".5usd"), parseMoney("30 CNY")] }, 0)).toEqual({
    maxCost: { USD: 0.5, CNY: 30 },
  });
  expect(() => budgetOf({ ...none, maxCost: [parseMoney("5"), parseMoney("3CNY")] }, 0)).toThrow(/5 has no currency/);
  expect(() => budgetOf({ ...none, maxCost: [parseMoney("5USD"), parseMoney("3USD")] }, 0)).toThrow(/two caps in USD/);
});

test.each(["", "five", "-1", "5 dollars", "1e3", "$5", "NaN", "5,00"])("%j is no amount of money", (text) => {
  expect(() => parseMoney(text)).toThrow("expected an amount like 5 or 5USD");
});

test("tokens may be counted in thousands and millions", () => {
  expect(["0", "20000", "500k", "2M", "1.5m"].map(parseTokens)).toEqual([0, 20_000, 500_000, 2_000_000, 1_500_000]);
  for (const text of ["", "1.5", "2G", "-1", "many"])
    expect(() => parseTokens(text)).toThrow("expected a number of tokens");
});

test("how far a budget is used is one part for each limit", () => {
  expect(budgetParts(null)).toEqual([]);
  expect(
    budgetParts({
      cost: [
        { spent: 1.234, limit: 5, currency: "USD" },
        { spent: 0.00123, limit: 0.05, currency: "CNY" },
      ],
      tokens: { spent: 1_234_567, limit: 2_000_000 },
      failures: { failed: 3, allowed: 50 },
      deadline: "2026-11-23T07:00:00.000Z",
    }),
  ).toEqual([
    "cost 1.23 of 5.00 USD",
    "cost 0.00123 of 0.0500 CNY",
    "tokens 1.2M of 2M",
    "failed 3 of 50",
    "until 2026-11-23T07:00:00.000Z",
  ]);
});

test("only the limit that was reached is raised, and nothing for other ends", () => {
  const budget = {
    cost: [{ spent: 5, limit: 5, currency: "USD" }],
    tokens: { spent: 1, limit: 100 },
    failures: null,
    deadline: null,
  };
  const lanes = (code: string) => [{ stop: { code, message: "" } }];
  expect(raisedBudget(budget, lanes("budget_cost"))).toBe(" --max-cost 10.00USD");
  expect(raisedBudget({ ...budget, cost: [{ spent: 7, limit: 5, currency: "CNY" }] }, lanes("budget_cost"))).toBe(
    " --max-cost 14.00CNY",
  );
  expect(raisedBudget({ ...budget, tokens: { spent: 0, limit: 0 } }, lanes("budget_tokens"))).toBe(" --max-tokens N");
  expect(raisedBudget({ ...budget, failures: { failed: 7, allowed: 6 } }, lanes("max_failures"))).toBe(
    " --max-failures 14",
  );
  expect(raisedBudget(budget, lanes("budget_tokens"))).toBe(" --max-tokens 200");
  expect(raisedBudget(budget, lanes("breaker_open"))).toBe("");
  expect(raisedBudget(null, lanes("budget_cost"))).toBe("");
});
