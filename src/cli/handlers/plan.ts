import { ProblemsError } from "../../core/errors.ts";
import { planRun } from "../../run/plan-run.ts";
import { routeProblems } from "../../run/read-routes.ts";
import { boundMemory } from "../bound-memory.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import type { OptionValues } from "../option.ts";
import type { concurrencyOption, configOptions, gridOptions, jsonOption, parseOptions } from "../option-groups.ts";
import { renderPlan } from "../plan-text.ts";
import { parseOptionsOf, readConfig, selectionOf } from "../run-inputs.ts";

type PlanArguments = OptionValues<
  typeof configOptions & typeof gridOptions & typeof concurrencyOption & typeof parseOptions & typeof jsonOption
> & { readonly simulate: boolean | undefined };

/**
 * Prints what a run would do; throws a ProblemsError with everything that would keep it from starting. Missing keys
 * (and proxies or certificates that cannot be used) keep nothing from being estimated, so they are told after the plan, or with the problems of the prompts.
 */
export async function handlePlan(args: PlanArguments, context: CliContext): Promise<number> {
  using _memory = boundMemory();
  const selection = selectionOf(args);
  const { config, environment, missing: missingInConfig } = await readConfigWithoutKeys(args, context);
  // A variable that is missing in the config is told already.
  const isTold = args.simulate === true || missingInConfig.length > 0;
  const missing = isTold ? missingInConfig : await routeProblems(config, environment);
  try {
    const report = await planRun(config, {
      selection,
      parse: parseOptionsOf(args, config),
      environment,
      ...(args.simulate === true && { simulate: {} }),
    });
    context.stdout.write(args.json === true ? `${JSON.stringify(report)}\n` : renderPlan(report));
  } catch (error) {
    throw error instanceof ProblemsError ? new ProblemsError([...missing, ...error.problems]) : error;
  }
  if (missing.length > 0) throw new ProblemsError(missing);
  return exitCode.success;
}

/** The config, and what is missing to send anything by it; throws what is wrong in it even without keys. */
async function readConfigWithoutKeys(args: PlanArguments, context: CliContext) {
  try {
    return { ...(await readConfig(args, context)), missing: [] };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const keyless = await readConfig({ ...args, simulate: true }, context).catch(() => null);
    if (keyless === null) throw error;
    return { ...keyless, missing: error.problems };
  }
}
