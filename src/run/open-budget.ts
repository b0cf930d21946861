import type { Config } from "../core/config.ts";
import { Budget } from "../dispatch/budget/budget.ts";
import type { Spend } from "../dispatch/budget/worst-case.ts";
import type { LaneTotals } from "../store/store.ts";
import { budgetCaps } from "./budget-caps.ts";
import { recordedSpend } from "./recorded-spend.ts";
import type { RunBudget } from "./run.ts";
import type { UnrecordedSpends } from "./unrecorded-spends.ts";

/** A run and those that judge it, for one budget. */
export interface RunFamily {
  /** The parent's, with the models of all. */
  readonly config: Config;
  /** What the others have spent. */
  readonly spent: readonly Spend[];
}

/** What the budget of a run counts from. */
export interface BudgetInput {
  readonly config: Config;
  readonly budget: RunBudget;
  /** Of the run's records. */
  readonly totals: readonly LaneTotals[];
  readonly unrecorded: UnrecordedSpends;
  /** What other runs have spent that the budget covers, too. */
  readonly family?: RunFamily | undefined;
  /** Tasks of the whole run. */
  readonly tasks: number;
}

/** The run's budget with what earlier sittings have spent; throws a ProblemsError when its caps cannot be held. */
export function openBudget({ config, budget, totals, unrecorded, family, tasks }: BudgetInput): Budget {
  const { maxFailures, deadline } = budget;
  return new Budget({
    caps: budgetCaps(family?.config ?? config, budget),
    deadline: deadline?.getTime() ?? null,
    maxFailures: maxFailures === undefined ? null : failureLimit(maxFailures, tasks),
    spent: [...spentBefore(config, totals, unrecorded), ...(family?.spent ?? [])],
    failed: totals.reduce((sum, { failed }) => sum + failed, 0),
    onUnrecorded: (lane, spend) => unrecorded.add(lane, spend),
  });
}

/** Whole tasks. */
function failureLimit(allowed: NonNullable<RunBudget["maxFailures"]>, tasks: number): number {
  return "count" in allowed ? allowed.count : Math.floor((tasks * allowed.percent) / 100);
}

function spentBefore(config: Config, totals: readonly LaneTotals[], unrecorded: UnrecordedSpends): Spend[] {
  const currencyOf = (lane: number) => config.models[lane]?.price?.currency ?? null;
  return [
    ...totals.map((entry) => ({ ...recordedSpend(entry), currency: currencyOf(entry.lane) })),
    ...unrecorded.lanes.map((spend, lane) => ({ ...spend, currency: currencyOf(lane) })),
  ];
}
