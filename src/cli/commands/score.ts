import { defineCommand } from "../command.ts";
import { flagOption, textOption } from "../option.ts";
import { breakerOption, concurrencyOption, configOptions, jsonOption, simulateOptions } from "../option-groups.ts";
import { budgetOptions } from "../budget-options.ts";

const SCORES = "Scores:";

export const scoreCommand = defineCommand({
  usage: "score <run>",
  description: "Score the completions of a run; only judges send requests, for what is new",
  positionals: {
    run: {
      describe: "Run id, or latest: the last finished one that was not simulated",
      type: "string",
      demandOption: true,
    },
  },
  options: {
    ...configOptions,
    scorers: textOption("--scorers", {
      group: SCORES,
      describe: "A JSON file with scorers, or names of the run's own, comma-separated [default: all of its own]",
    }),
    by: textOption("--by", { group: SCORES, describe: "Show slices by the cells of this column of the prompts" }),
    labels: textOption("--labels", {
      group: SCORES,
      describe: "Compare the scores with human labels in this column (Cohen's kappa)",
    }),
    "retry-failed": flagOption({ group: SCORES, describe: "Ask judges again where they failed" }),
    ...concurrencyOption,
    ...breakerOption,
    ...budgetOptions,
    "simulate-latency": simulateOptions["simulate-latency"],
    "simulate-fault": simulateOptions["simulate-fault"],
    ...jsonOption,
  },
  examples: [
    ["score latest", "Score what has no score yet, and show the means"],
    [
      "score latest --scorers runner.config.json --by language",
      "By the scorers of the config as it is now, per language",
    ],
    ["score latest --labels human", "How far the scores agree with people"],
  ],
  epilogue:
    "Scores are kept per scorer and setting: scoring again by the same scorer does nothing, by another one it adds to what " +
    "is there. The tables of the run are written again.",
  handle: async (args, context) => (await import("../handlers/score.ts")).handleScore(args, context),
});
