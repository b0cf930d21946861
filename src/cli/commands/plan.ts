import { defineCommand } from "../command.ts";
import {
  concurrencyOption,
  configOptions,
  gridOptions,
  jsonOption,
  parseOptions,
  simulateOptions,
} from "../option-groups.ts";

export const planCommand = defineCommand({
  usage: "plan",
  description: "Check config and prompts, estimate tokens, cost and time; sends nothing",
  positionals: {},
  options: {
    ...configOptions,
    ...gridOptions,
    ...concurrencyOption,
    ...parseOptions,
    simulate: simulateOptions.simulate,
    ...jsonOption,
  },
  examples: [
    ["plan", "What would `promptgrid run` do, and what would it cost?"],
    ["plan --prompts new.csv --skip-invalid", "Which rows of a new file are unusable?"],
  ],
  epilogue: "Exit codes: 0 the run could start, 2 it could not: every problem is listed with file and line",
  handle: async (args, context) => (await import("../handlers/plan.ts")).handlePlan(args, context),
});
