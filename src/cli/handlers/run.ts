import { startRun } from "../../run/start-run.ts";
import type { StoreThreads } from "../../store/sqlite/store-threads.ts";
import { budgetOf } from "../budget-options.ts";
import type { budgetOptions } from "../budget-options.ts";
import type { CliContext } from "../context.ts";
import type { runGateOptions } from "../gate-options.ts";
import type { OptionValues } from "../option.ts";
import type {
  breakerOption,
  concurrencyOption,
  configOptions,
  gridOptions,
  parseOptions,
  runOutputOptions,
  simulateOptions,
} from "../option-groups.ts";
import { conclusionOfNew } from "../plan-conclusion.ts";
import { locationOptions, parseOptionsOf, readConfig, selectionOf, simulationOf } from "../run-inputs.ts";
import { fillRun } from "./fill-run.ts";

type RunArguments = OptionValues<
  typeof configOptions &
    typeof gridOptions &
    typeof concurrencyOption &
    typeof breakerOption &
    typeof budgetOptions &
    typeof parseOptions &
    typeof simulateOptions &
    typeof runGateOptions &
    typeof runOutputOptions
> & { readonly name?: string | undefined; readonly runId?: string | undefined };

/** Starts a run from the command line's arguments, on `threads` where they were started ahead; resolves with its exit code. */
export async function handleRun(args: RunArguments, context: CliContext, threads?: StoreThreads): Promise<number> {
  const budget = budgetOf(args, context.clock.now());
  const simulate = await simulationOf(args);
  const selection = selectionOf(args);
  const { config, environment } = await readConfig(args, context);
  const conclusion = await conclusionOfNew(args, config, context);
  return fillRun(
    (signal) =>
      startRun(
        config,
        {
          selection,
          parse: parseOptionsOf(args, config),
          environment,
          signal,
          clock: context.clock,
          ...(simulate === undefined ? {} : { simulate }),
          ...(args.name === undefined ? {} : { name: args.name }),
          ...(args.runId === undefined ? {} : { runId: args.runId }),
          budget,
          ...(args.allowFailed === undefined ? {} : { allowFailed: args.allowFailed }),
        },
        threads,
      ),
    {
      json: args.json,
      quiet: args.quiet,
      resumeOptions: locationOptions(args),
      conclusion,
      notifying: { targets: config.notify, environment },
    },
    context,
  );
}
