import type { RunBudget } from "../run/run.ts";
import { parsedOption, repeatedOption } from "./option.ts";
import type { OptionValues } from "./option.ts";
import { deadlineAt, parseDeadline } from "./parse-deadline.ts";
import { parseFailures, parseMoney, parseTokens } from "./parse-value.ts";
import { UsageError } from "./usage-error.ts";

const BUDGET = "Budget:";

/** What a run may use before it is stopped. */
export const budgetOptions = {
  "max-cost": repeatedOption(
    {
      group: BUDGET,
      describe: "Stop before more than N is spent, as 5 or 5USD; one for each currency of the models' prices",
    },
    parseMoney,
  ),
  "max-tokens": parsedOption(
    "--max-tokens",
    { group: BUDGET, describe: "Stop before more than N tokens are used, prompts and answers together; 500k, 2M" },
    parseTokens,
  ),
  deadline: parsedOption(
    "--deadline",
    { group: BUDGET, describe: "Send nothing after this: a duration (90m, 2h), a time (07:00) or 2026-11-23T07:00" },
    parseDeadline,
  ),
  "max-failures": parsedOption(
    "--max-failures",
    { group: BUDGET, describe: "Stop when more than N tasks, or N% of the run's tasks, have failed" },
    parseFailures("--max-failures"),
  ),
};

/** The budget that the command line sets, with nothing in it that is not said; `now` is wall-clock time. */
export function budgetOf(args: OptionValues<typeof budgetOptions>, now: number): RunBudget {
  const { maxCost, maxTokens, deadline, maxFailures } = args;
  return {
    ...(maxCost === undefined ? {} : { maxCost: costsOf(maxCost) }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(deadline === undefined ? {} : { deadline: deadlineAt(deadline, now) }),
    ...(maxFailures === undefined ? {} : { maxFailures }),
  };
}

function costsOf(caps: readonly ReturnType<typeof parseMoney>[]): NonNullable<RunBudget["maxCost"]> {
  const [first] = caps;
  if (caps.length === 1 && first !== undefined && first.currency === null) return first.amount;
  const byCurrency = new Map<string, number>();
  for (const { amount, currency } of caps) {
    if (currency === null)
      throw new UsageError(`--max-cost: ${amount} has no currency; where there are several, all need one`);
    if (byCurrency.has(currency)) throw new UsageError(`--max-cost: found two caps in ${currency}, expected one`);
    byCurrency.set(currency, amount);
  }
  return Object.fromEntries(byCurrency);
}
