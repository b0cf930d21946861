import { openResults } from "../../run/results.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import type { OptionValues } from "../option.ts";
import type { configOptions, jsonOption } from "../option-groups.ts";
import { hasResults, resultsFolder } from "../results-folder.ts";
import { overviewOf, renderOverviews } from "../run-overview.ts";

type RunsArguments = OptionValues<typeof configOptions & typeof jsonOption>;

/** Prints every run of the results folder, newest first. */
export async function handleRuns(args: RunsArguments, context: CliContext): Promise<number> {
  const folder = await resultsFolder(args, context);
  if (!(await hasResults(folder))) {
    if (args.json !== true) context.stderr.write(`No runs in ${folder} yet. Start one with: promptgrid run\n`);
    return exitCode.success;
  }
  await using results = await openResults(folder);
  const overviews = [];
  for (const run of await results.store.listRuns()) {
    overviews.push(overviewOf(run, await results.store.totals(run.key)));
  }
  const text =
    args.json === true
      ? overviews.map((overview) => `${JSON.stringify(overview)}\n`).join("")
      : renderOverviews(overviews);
  context.stdout.write(text);
  return exitCode.success;
}
