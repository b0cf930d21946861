import { readEnvironment } from "../../config/environment.ts";
import { resumeRun } from "../../run/resume-run.ts";
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
  runOutputOptions,
  simulateOptions,
} from "../option-groups.ts";
import { conclusionOfResumed } from "../plan-conclusion.ts";
import { demandResults, findConfig, resultsFolder } from "../results-folder.ts";
import { locationOptions, simulatorOptionsOf } from "../run-inputs.ts";
import { fillRun } from "./fill-run.ts";

type ResumeArguments = OptionValues<
  typeof configOptions &
    typeof concurrencyOption &
    typeof breakerOption &
    typeof budgetOptions &
    typeof runGateOptions &
    typeof runOutputOptions &
    Omit<typeof simulateOptions, "simulate">
> & { readonly run: string; readonly retryFailed?: boolean | undefined };

/** Goes on with a stored run, on `threads` where they were started ahead; resolves with its exit code. */
export async function handleResume(
  args: ResumeArguments,
  context: CliContext,
  threads?: StoreThreads,
): Promise<number> {
  const folder = await resultsFolder(args, context);
  await demandResults(folder);
  const environment = await readEnvironment(args.config, { cwd: context.directory, environment: context.environment });
  const budget = budgetOf(args, context.clock.now());
  const simulate = await simulatorOptionsOf(args);
  const config = await findConfig(args.config, context);
  const conclusion = await conclusionOfResumed(args, folder, context);
  return fillRun(
    (signal) =>
      resumeRun(
        folder,
        args.run,
        {
          environment,
          signal,
          clock: context.clock,
          // Only a run that was simulated goes on in the simulator; for others these options have no effect.
          simulate,
          retryFailed: args.retryFailed === true,
          ...(args.concurrency === undefined ? {} : { concurrency: args.concurrency }),
          ...(args.noBreaker === true ? { breaker: false as const } : {}),
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
      notifying: { targets: config?.notify ?? [], environment },
    },
    context,
  );
}
