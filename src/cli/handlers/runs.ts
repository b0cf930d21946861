import { openResults } from "../../run/results.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import type { OptionValues } from "../option.ts";
import type { configOptions, jsonOption } from "../option-groups.ts";
import { hasResults, resultsFolder } from "../results-folder.ts";
import type { RunOverview } from "../run-overview.ts";
import { overviewOf, renderOverviews } from "../run-overview.ts";

type RunsArguments = OptionValues<typeof configOptions & typeof jsonOption>;

/** Prints every run of the results folder, newest first. */
export async function handleRuns(args: RunsArguments, context: CliContext): Promise<number> {
  const folder = await resultsFolder(args, context);
  const overviews = await readOverviews(folder);
  if (args.json === true) context.stdout.write(overviews.map((overview) => `${JSON.stringify(overview)}\n`).join(""));
  else if (overviews.length > 0) context.stdout.write(renderOverviews(overviews));
  else context.stderr.write(`No runs in ${folder} yet. Start one with: promptgrid run\n`);
  return exitCode.success;
}

async function readOverviews(folder: string): Promise<readonly RunOverview[]> {
  // Looking must not create a database.
  if (!(await hasResults(folder))) return [];
  await using results = await openResults(folder);
  const overviews: RunOverview[] = [];
  for (const run of await results.store.listRuns()) {
    overviews.push(overviewOf(run, await results.store.totals(run.key)));
  }
  return overviews;
}
