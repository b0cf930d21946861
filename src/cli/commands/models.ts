import { defineCommand } from "../command.ts";
import { flagOption } from "../option.ts";
import { configOptions, gridOptions, jsonOption, simulateOptions } from "../option-groups.ts";

export const modelsCommand = defineCommand({
  usage: "models",
  description: "See whether each model is there, and with --check whether it answers",
  positionals: {},
  options: {
    config: configOptions.config,
    models: gridOptions.models,
    check: flagOption({ group: "Check:", describe: "Send each model a request of one token and show what came back" }),
    ...simulateOptions,
    ...jsonOption,
  },
  examples: [
    ["models", "Ask every endpoint what it offers (GET /models)"],
    ["models --check", "Prove that keys, addresses and model ids work, for a token each"],
    ["models --check --models Claude", "Only one of them"],
  ],
  epilogue: [
    "An endpoint without a listing is only a warning: Spark has none. Keys are never printed.",
    "",
    "Exit codes: 0 every check that was asked for succeeded, 2 config or keys, 3 a check failed",
  ].join("\n"),
  handle: async (args, context) => (await import("../handlers/models.ts")).handleModels(args, context),
});
