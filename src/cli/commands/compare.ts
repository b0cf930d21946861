import { defineCommand } from "../command.ts";
import { judgingOptions } from "../gate-options.ts";
import { flagOption, parsedOption, textOption, wholeNumber } from "../option.ts";
import { configOptions } from "../option-groups.ts";
import { parsePair } from "../parse-value.ts";

const WHAT = "What is compared:";
const HOW = "How:";
const GATE = "Gate:";
const OUTPUT = "Output:";

export const compareCommand = defineCommand({
  usage: "compare <baseline> [candidate]",
  description: "Compare two runs, models or templates, and say how sure the difference is",
  positionals: {
    baseline: {
      describe:
        "Run id, baseline, latest, latest:NAME (the newest complete run with --name NAME), a run's results folder, or a completions.csv from anywhere",
      type: "string",
      demandOption: true,
    },
    candidate: { describe: "The same; without it the baseline's own models or templates", type: "string" },
  },
  options: {
    config: configOptions.config,
    results: textOption("--results", {
      group: "Config:",
      describe: "Results folder of the runs [default: the config's, else results]",
    }),
    model: textOption("--model", { group: WHAT, describe: "Only this model" }),
    models: parsedOption(
      "--models",
      { group: WHAT, describe: "Two models, as BASELINE,CANDIDATE" },
      parsePair("--models"),
    ),
    templates: parsedOption(
      "--templates",
      { group: WHAT, describe: "Two templates, as BASELINE,CANDIDATE" },
      parsePair("--templates"),
    ),
    aa: flagOption({ group: WHAT, describe: "One run against itself, odd repeats against even ones: the noise floor" }),
    by: textOption("--by", { group: HOW, describe: "Also each score for each value of this input column" }),
    cluster: textOption("--cluster", {
      group: HOW,
      describe: "Prompts with equal cells in this input column belong together and are not independent",
    }),
    seed: parsedOption(
      "--seed",
      { group: HOW, describe: "Seed of the bootstrap: the same seed gives the same figures [default: 1]" },
      wholeNumber("--seed", 0),
    ),
    gate: flagOption({
      group: GATE,
      describe: "Judge by the config's gate, else every score by a margin of 3pp; exit 1 on FAIL, 4 on INCONCLUSIVE",
    }),
    ...judgingOptions,
    format: {
      group: OUTPUT,
      describe: "How it is printed",
      choices: ["table", "md", "json"],
      default: "table",
      requiresArg: true,
    },
    rows: parsedOption(
      "--rows",
      {
        group: OUTPUT,
        describe: "Changed rows per score that are printed with both texts, worse and better [default: 5]",
      },
      wholeNumber("--rows", 0),
    ),
  },
  examples: [
    ["compare nightly-2026-11-21 nightly-2026-11-22", "Last night's run with the one before"],
    ["compare latest:nightly latest:nightly", "The last two complete runs with --name nightly"],
    ["compare baseline/completions.csv latest --by topic", "With a table kept in the repository, also per topic"],
    ["compare baseline/completions.csv latest --gate", "Exit 1 when a score got worse by more than 3 pp"],
    ["compare latest --models qwen,spark", "Two models of one run"],
    ["compare latest --aa", "How much a run differs from itself, by its repeats"],
  ],
  handle: async (args, context) => (await import("../handlers/compare.ts")).handleCompare(args, context),
});
