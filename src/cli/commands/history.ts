import { defineCommand } from "../command.ts";
import { parsedOption, textOption, wholeNumber } from "../option.ts";
import { configOptions, jsonOption } from "../option-groups.ts";

const WHICH = "Which runs:";

export const historyCommand = defineCommand({
  usage: "history",
  description: "Show the figures of successive runs, and where they changed significantly",
  positionals: {},
  options: {
    ...configOptions,
    name: textOption("--name", { group: WHICH, describe: "Only runs with this --name" }),
    last: parsedOption(
      "--last",
      { group: WHICH, describe: "The newest N complete runs [default: 10]" },
      wholeNumber("--last", 1),
    ),
    model: textOption("--model", { group: WHICH, describe: "Only this model" }),
    score: textOption("--score", { group: WHICH, describe: "Of the scores only this one" }),
    ...jsonOption,
  },
  examples: [
    ["history --name nightly", "How the nights went"],
    ["history --name nightly --score right --model Qwen --last 30", "One score of one model over a month"],
  ],
  handle: async (args, context) => (await import("../handlers/history.ts")).handleHistory(args, context),
});
