import { defineCommand } from "../command.ts";
import { flagOption } from "../option.ts";
import { configOptions, jsonOption } from "../option-groups.ts";

export const showCommand = defineCommand({
  usage: "show <run> [prompt-id]",
  description: "Show a run, or one prompt with every answer to it",
  positionals: {
    run: {
      describe: "Run id, or latest: the last finished one that was not simulated",
      type: "string",
      demandOption: true,
    },
    "prompt-id": { describe: "Id of a prompt, as in the tables", type: "string" },
  },
  options: {
    ...configOptions,
    raw: flagOption({ group: "Output:", describe: "With a prompt id: the response bodies as they were received, too" }),
    limits: flagOption({
      group: "Output:",
      describe: "Without a prompt id: what was learnt of the endpoints' limits, too",
    }),
    ...jsonOption,
  },
  examples: [
    ["show latest", "Plan, status, totals and failures of the latest run"],
    ["show latest capital-of-france", "One prompt, every model's answer"],
    ["show latest prompts/sample.csv:3 --raw", "The same with the raw responses"],
    ["show latest --limits", "How many requests went out at once, how fast, and why"],
  ],
  handle: async (args, context) => (await import("../handlers/show.ts")).handleShow(args, context),
});
