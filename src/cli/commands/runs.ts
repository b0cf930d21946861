import { defineCommand } from "../command.ts";
import { configOptions, jsonOption } from "../option-groups.ts";

export const runsCommand = defineCommand({
  usage: "runs",
  description: "List runs, newest first, with status and totals",
  positionals: {},
  options: { ...configOptions, ...jsonOption },
  examples: [
    ["runs", "Every run in the results folder"],
    ["runs --json", "The same as one JSON object per line"],
  ],
  handle: async (args, context) => (await import("../handlers/runs.ts")).handleRuns(args, context),
});
