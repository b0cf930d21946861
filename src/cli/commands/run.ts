import { budgetOptions } from "../budget-options.ts";
import { defineCommand } from "../command.ts";
import { exitCodeHelp } from "../exit-code.ts";
import { runGateOptions } from "../gate-options.ts";
import { textOption } from "../option.ts";
import {
  breakerOption,
  concurrencyOption,
  configOptions,
  gridOptions,
  parseOptions,
  runOutputOptions,
  simulateOptions,
} from "../option-groups.ts";
import { withStoreThreads } from "../with-store-threads.ts";

const RUN = "Run:";

export const runCommand = defineCommand({
  usage: "run",
  description: "Send every prompt to every model and write the tables",
  positionals: {},
  options: {
    ...configOptions,
    ...gridOptions,
    ...concurrencyOption,
    ...breakerOption,
    ...budgetOptions,
    ...parseOptions,
    name: textOption("--name", { group: RUN, describe: "A label for the run, shown by `promptgrid runs`" }),
    "run-id": textOption("--run-id", {
      group: RUN,
      describe:
        "Id of the run, which makes it repeatable: a new id starts, an incomplete one resumes, a complete one ends at once",
    }),
    ...simulateOptions,
    ...runGateOptions,
    ...runOutputOptions,
  },
  examples: [
    ["run --simulate", "Rehearse the whole grid without keys or cost"],
    ["run --models Claude --limit 10", "Ten prompts through one model"],
    ["run --prompts 'sets/*.csv' --sample 200", "A random sample of other prompts, repeatable by its seed"],
    ["run --max-cost 5 --deadline 07:00", "Spend no more than 5, and send nothing after seven"],
    ["run --name nightly --gate --baseline latest:nightly", "Exit 1 when a score is worse than in the run before"],
    ["run --where language=zh --repeats 3", "Only Chinese prompts, three times each"],
    ["run --run-id nightly-2026-11-22 --quiet", "Safe to start again: finishes what is missing"],
    ["run --prompts - < prompts.csv", "Prompts from standard input"],
  ],
  epilogue: [
    "A task is one prompt for one model. Every answer is on disk before it counts, so an interrupted run goes on where " +
      "it stopped: promptgrid resume. Ctrl+C lets requests in flight finish; a second one leaves at once.",
    "",
    exitCodeHelp,
  ].join("\n"),
  handle: (args, context) =>
    withStoreThreads(async (threads) => (await import("../handlers/run.ts")).handleRun(args, context, threads)),
});
