import type { BudgetState } from "../dispatch/budget/budget.ts";
import type { LaneSummary } from "../run/summary.ts";
import { formatMoney } from "../dispatch/budget/format-money.ts";
import { formatCompact, formatCount } from "./format/number.ts";

/** How far a budget is used, one part for each limit: `cost 1.23 of 5.00 USD`, `tokens 1.2M of 2M`. */
export function budgetParts(budget: BudgetState | null): string[] {
  if (budget === null) return [];
  const { cost, tokens, failures, deadline } = budget;
  return [
    ...cost.map(({ spent, limit, currency }) => `cost ${formatMoney(spent)} of ${formatMoney(limit)} ${currency}`),
    ...(tokens === null ? [] : [`tokens ${formatCompact(tokens.spent)} of ${formatCompact(tokens.limit)}`]),
    ...(failures === null ? [] : [`failed ${formatCount(failures.failed)} of ${formatCount(failures.allowed)}`]),
    ...(deadline === null ? [] : [`until ${deadline}`]),
  ];
}

/** Options for a resumed run that was stopped by its budget: limits that leave as much again; "" for other ends. */
export function raisedBudget(budget: BudgetState | null, lanes: readonly Pick<LaneSummary, "stop">[]): string {
  const codes = new Set(lanes.map(({ stop }) => stop?.code));
  if (budget === null) return "";
  const costs = budget.cost.map(
    (cap) => ` --max-cost ${raised(cap) === 0 ? "N" : formatMoney(raised(cap))}${cap.currency}`,
  );
  const { tokens, failures } = budget;
  return [
    ...(codes.has("budget_cost") ? costs : []),
    ...(codes.has("budget_tokens") && tokens !== null ? [` --max-tokens ${raised(tokens) || "N"}`] : []),
    ...(codes.has("max_failures") && failures !== null
      ? [` --max-failures ${Math.max(failures.allowed, failures.failed) * 2}`]
      : []),
  ].join("");
}

/** A limit that leaves as much again; 0 where nothing was allowed, as there is nothing to go by. */
function raised({ spent, limit }: { readonly spent: number; readonly limit: number }): number {
  return 2 * Math.max(spent, limit);
}
