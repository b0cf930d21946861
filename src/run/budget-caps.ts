import { askedModels } from "../core/asked-models.ts";
import type { Config, Model } from "../core/config.ts";
import { ProblemsError, type Problem } from "../core/errors.ts";
import type { BudgetCap } from "../dispatch/budget/budget-ledger.ts";
import { longestAnswer } from "../dispatch/budget/worst-case.ts";
import type { RunBudget } from "./run.ts";

/** The caps of a budget over `config`; throws a ProblemsError with everything that keeps them from being held. */
export function budgetCaps(config: Config, budget: RunBudget): BudgetCap[] {
  const problems = budgetProblems(config, budget);
  if (problems.length > 0) throw new ProblemsError(problems);
  const { maxTokens } = budget;
  const costs = Object.entries(costLimits(config, budget));
  return [
    ...costs.map(([currency, limit]): BudgetCap => ({ kind: "cost", limit, currency })),
    ...(maxTokens === undefined ? [] : [{ kind: "tokens", limit: maxTokens } as const]),
  ];
}

/** What keeps the caps of a budget from being held: answers, prices or currencies that nothing bounds. */
export function budgetProblems(config: Config, budget: RunBudget): Problem[] {
  const { maxCost, maxTokens } = budget;
  const values = valueProblems(budget);
  if (values.length > 0 || (maxCost === undefined && maxTokens === undefined)) return values;
  const flag = maxCost === undefined ? "--max-tokens" : "--max-cost";
  return [
    ...askedModels(config).flatMap(({ model, place }) => {
      const where = `${config.file ?? "config"}: ${place}`;
      const lacksPrice = maxCost !== undefined && model.price === null;
      return [...lengthProblems(model, where, flag), ...(lacksPrice ? [priceProblem(where)] : [])];
    }),
    ...(maxCost === undefined ? [] : currencyProblems(config, maxCost)),
  ];
}

/** What the command line cannot ask for, but a program can. */
function valueProblems({ maxCost, maxTokens, deadline, maxFailures }: RunBudget): Problem[] {
  const costs = typeof maxCost === "object" ? Object.values(maxCost) : [maxCost];
  const failures =
    maxFailures === undefined ? undefined : "count" in maxFailures ? maxFailures.count : maxFailures.percent;
  const limits = [
    ...costs.map((cost) => ["maxCost", cost]),
    ["maxTokens", maxTokens],
    ["maxFailures", failures],
  ] as const;
  const expected = "a number of at least 0";
  return [
    ...limits
      .filter(([, limit]) => limit !== undefined && !(Number.isFinite(limit) && Number(limit) >= 0))
      .map(([name, limit]) => ({ where: `budget.${name}`, what: "is no limit", found: String(limit), expected })),
    ...(deadline !== undefined && Number.isNaN(deadline.getTime())
      ? [{ where: "budget.deadline", what: "is no time", found: String(deadline), expected: "a valid Date" }]
      : []),
  ];
}

function lengthProblems({ params }: Model, where: string, flag: string): Problem[] {
  if (longestAnswer(params) !== null) return [];
  if (params["max_tokens"] !== undefined || params["max_completion_tokens"] !== undefined) {
    const what = `is missing: nothing bounds how long one answer thinks (${flag})`;
    return [{ where: `${where}.params.thinking_budget`, what, fix: "Set thinking_budget beside enable_thinking" }];
  }
  const what = `is missing: nothing bounds how much one answer can take (${flag})`;
  return [{ where: `${where}.params.max_tokens`, what, fix: "Set max_tokens (or max_completion_tokens) in params" }];
}

function priceProblem(where: string): Problem {
  const what = "is missing: what this model costs is not known (--max-cost)";
  return { where: `${where}.price`, what, fix: "Write the price per million tokens, 0 for a server of your own" };
}

function currencyProblems(config: Config, maxCost: NonNullable<RunBudget["maxCost"]>): Problem[] {
  const currencies = currenciesOf(config);
  if (typeof maxCost === "number") {
    if (currencies.length < 2) return [];
    return [
      {
        where: "--max-cost",
        what: "has no currency, and the models are priced in several",
        found: currencies.join(", "),
        fix: `Give one cap for each: ${currencies.map((currency) => `--max-cost ${maxCost}${currency}`).join(" ")}`,
      },
    ];
  }
  return currencies
    .filter((currency) => maxCost[currency] === undefined)
    .map((currency) => ({
      where: "--max-cost",
      what: `has no cap in ${currency}, in which models are priced`,
      found: Object.keys(maxCost).join(", "),
      fix: `Add --max-cost <amount>${currency}; promptgrid converts no currencies`,
    }));
}

function costLimits(config: Config, { maxCost }: RunBudget): Readonly<Record<string, number>> {
  if (maxCost === undefined) return {};
  return typeof maxCost === "number" ? { [currenciesOf(config)[0] ?? "USD"]: maxCost } : maxCost;
}

/** Those of models that cost anything, sorted; a model for nothing needs no cap. */
function currenciesOf(config: Config): string[] {
  const prices = askedModels(config)
    .map(({ model }) => model.price)
    .filter((price) => price !== null);
  const billed = prices.filter((price) => Math.max(price.input, price.output, price.cachedInput ?? 0) > 0);
  return [...new Set((billed.length > 0 ? billed : prices).map(({ currency }) => currency))].sort();
}
