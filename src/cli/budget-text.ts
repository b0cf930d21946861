import type { BudgetState } from "../dispatch/budget.ts";
import type { LaneSummary } from "../run/summary.ts";
import { formatCompact, formatCount } from "./format/number.ts";

/** How far a budget is used, one part for each limit: `cost 1.23 of 5.00 USD`, `tokens 1.2M of 2M`. */
export function budgetParts(budget: BudgetState | null): string[] {
  if (budget === null) return [];
  const { cost, tokens, failures, deadline } = budget;
  return [
    ...cost.map(({ spent, limit, currency }) => `cost ${money(spent)} of ${money(limit)} ${currency}`),
    ...(tokens === null ? [] : [`tokens ${formatCompact(tokens.spent)} of ${formatCompact(tokens.limit)}`]),
    ...(failures === null ? [] : [`failed ${formatCount(failures.failed)} of ${formatCount(failures.allowed)}`]),
    ...(deadline === null ? [] : [`until ${deadline}`]),
  ];
}

/** Options for a resumed run that was stopped by its budget: twice the limit that was reached; "" for other ends. */
export function raisedBudget(budget: BudgetState | null, lanes: readonly Pick<LaneSummary, "stop">[]): string {
  const codes = new Set(lanes.map(({ stop }) => stop?.code));
  if (budget === null) return "";
  const costs = budget.cost.map(({ limit, currency }) => ` --max-cost ${money(limit * 2)}${currency}`);
  const { tokens, failures } = budget;
  return [
    ...(codes.has("budget_cost") ? costs : []),
    ...(codes.has("budget_tokens") && tokens !== null ? [` --max-tokens ${tokens.limit * 2}`] : []),
    ...(codes.has("max_failures") && failures !== null ? [` --max-failures ${failures.allowed * 2 + 1}`] : []),
  ].join("");
}

/** Two decimals, and more for amounts that would vanish in them. */
function money(amount: number): string {
  const digits = amount === 0 || amount >= 1 ? 2 : Math.min(10, 3 - Math.ceil(Math.log10(amount)));
  return amount.toFixed(digits);
}
