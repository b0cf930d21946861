import { planRun } from "../../run/plan-run.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import type { OptionValues } from "../option.ts";
import type { concurrencyOption, configOptions, gridOptions, jsonOption, parseOptions } from "../option-groups.ts";
import { renderPlan } from "../plan-text.ts";
import { parseOptionsOf, readConfig, selectionOf } from "../run-inputs.ts";

type PlanArguments = OptionValues<
  typeof configOptions & typeof gridOptions & typeof concurrencyOption & typeof parseOptions & typeof jsonOption
> & { readonly simulate: boolean | undefined };

/** Prints what a run would do; throws a ProblemsError with everything that would keep it from starting. */
export async function handlePlan(args: PlanArguments, context: CliContext): Promise<number> {
  const selection = selectionOf(args);
  const { config, environment } = await readConfig(args, context);
  const report = await planRun(config, { selection, parse: parseOptionsOf(args, config), environment });
  context.stdout.write(args.json === true ? `${JSON.stringify(report)}\n` : renderPlan(report));
  return exitCode.success;
}
