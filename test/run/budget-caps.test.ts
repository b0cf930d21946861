import { expect, test } from "vitest";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { formatProblem } from "../../src/core/errors.ts";
import { budgetCaps, budgetProblems } from "../../src/run/budget-caps.ts";
import type { RunBudget } from "../../src/run/run.ts";

const priced = { price: { input: 1, output: 2 }, params: { max_tokens: 10 } };

function configOf(...models: Record<string, unknown>[]) {
  const written = models.map((model, index) => ({
    name: `m${index}`,
    model: "x",
    baseUrl: "http://localhost/v1",
    ...model,
  }));
  return resolveConfig({ models: written }, { directory: "/", file: "c.json", environment: {} });
}

const problems = (budget: RunBudget, ...models: Record<string, unknown>[]) =>
  budgetProblems(configOf(...models), budget).map(formatProblem);

test("without a cap on cost or tokens nothing has to be bounded", () => {
  expect(problems({ maxFailures: { count: 0 }, deadline: new Date(0) }, {})).toEqual([]);
});

test("every model without a bound or a price is named at once", () => {
  expect(
    problems({ maxCost: 5 }, {}, priced, { params: { max_tokens: 9, enable_thinking: true }, price: priced.price }),
  ).toEqual([
    "c.json: models[0].params.max_tokens: is missing: nothing bounds how much one answer can take (--max-cost). Set max_tokens (or max_completion_tokens) in params",
    "c.json: models[0].price: is missing: what this model costs is not known (--max-cost). Write the price per million tokens, 0 for a server of your own",
    "c.json: models[2].params.thinking_budget: is missing: nothing bounds how long one answer thinks (--max-cost). Set thinking_budget beside enable_thinking",
  ]);
  expect(problems({ maxTokens: 5 }, { params: { max_tokens: 10 } })).toEqual([]);
});

test("a cap without a currency is in the one of the prices; a model for nothing does not matter", () => {
  const free = { ...priced, price: { input: 0, output: 0, currency: "EUR" } };
  const yuan = { ...priced, price: { ...priced.price, currency: "CNY" } };
  expect(budgetCaps(configOf(yuan, free), { maxCost: 5, maxTokens: 7 })).toEqual([
    { kind: "cost", limit: 5, currency: "CNY" },
    { kind: "tokens", limit: 7 },
  ]);
  expect(budgetCaps(configOf(free), { maxCost: 5 })).toEqual([{ kind: "cost", limit: 5, currency: "EUR" }]);
  expect(problems({ maxCost: 5 }, yuan, priced)).toEqual([
    "--max-cost: has no currency, and the models are priced in several (found CNY, USD). Give one cap for each: --max-cost 5CNY --max-cost 5USD",
  ]);
  expect(problems({ maxCost: { USD: 5 } }, yuan, priced)).toEqual([
    "--max-cost: has no cap in CNY, in which models are priced (found USD). Add --max-cost <amount>CNY; promptgrid converts no currencies",
  ]);
});

test("values that are no limits are refused", () => {
  const budget = {
    maxCost: { USD: Number.NaN },
    maxTokens: -1,
    maxFailures: { percent: Infinity },
    deadline: new Date("x"),
  };
  expect(problems(budget, priced)).toEqual([
    "budget.maxCost: is no limit (found NaN, expected a number of at least 0)",
    "budget.maxTokens: is no limit (found -1, expected a number of at least 0)",
    "budget.maxFailures: is no limit (found Infinity, expected a number of at least 0)",
    "budget.deadline: is no time (found Invalid Date, expected a valid Date)",
  ]);
});
