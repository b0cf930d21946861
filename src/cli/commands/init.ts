import { defineCommand } from "../command.ts";

export const initCommand = defineCommand({
  usage: "init [folder]",
  description: "Write a config and sample prompts to start from; overwrites nothing",
  positionals: {
    folder: { describe: "Where to write", type: "string", default: "." },
  },
  options: {},
  examples: [["init my-evaluation", "Then: cd my-evaluation && promptgrid run --simulate"]],
  handle: async (args, context) => (await import("../handlers/init.ts")).handleInit(args, context),
});
