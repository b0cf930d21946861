import type { LaneStop } from "../../core/run.ts";
import type { BudgetCap, CapUse } from "./budget-ledger.ts";
import { portionOf } from "./budget-ledger.ts";
import { formatMoney } from "./format-money.ts";
import type { Spend } from "./worst-case.ts";

/** The next request might go beyond the cap. */
export function budgetSpent({ cap, spent }: CapUse, worst: Spend): LaneStop {
  const flag = cap.kind === "tokens" ? "--max-tokens" : "--max-cost";
  return {
    code: cap.kind === "tokens" ? "budget_tokens" : "budget_cost",
    message:
      `${amount(spent, cap)} of ${amount(cap.limit, cap)} ${cap.kind === "tokens" ? "are used" : "is spent"}, and the next ` +
      `request could take up to ${amount(portionOf(cap, worst), cap)}: resume with a higher ${flag}`,
  };
}

/** More tasks have failed than the user allows. */
export function tooManyFailures(failed: number, allowed: number): LaneStop {
  return {
    code: "max_failures",
    message:
      `${failed} ${failed === 1 ? "task" : "tasks"} failed, and --max-failures allows ${allowed}: find out why, then resume ` +
      "with a higher one, or with --retry-failed",
  };
}

/** It is later than the user wants requests to be sent; `deadline` is wall-clock time. */
export function deadlineReached(deadline: number): LaneStop {
  return {
    code: "deadline",
    message: `the deadline of ${new Date(deadline).toISOString()} is reached: resume with a later --deadline, or without one`,
  };
}

function amount(value: number, cap: BudgetCap): string {
  if (cap.kind === "tokens") return `${Math.round(value).toLocaleString("en-US")} ${value === 1 ? "token" : "tokens"}`;
  return `${formatMoney(value)} ${cap.currency}`;
}
