import { defineCommand } from "../command.ts";
import { configOptions, jsonOption } from "../option-groups.ts";

export const baselineCommand = defineCommand({
  usage: "baseline <action> [run] [name]",
  description: "Keep a run under a name to compare with: set <run> <name>, list, remove <name>",
  positionals: {
    action: { describe: "What to do", choices: ["set", "list", "remove"], demandOption: true },
    run: { describe: "set: run id, or latest; remove: the baseline's name", type: "string" },
    name: { describe: "set: the name, which may have been another run's before", type: "string" },
  },
  options: { ...configOptions, ...jsonOption },
  examples: [
    ["baseline set nightly-2026-11-22 release-4", "What later runs are compared with"],
    ["baseline list", "Every baseline and its run"],
    ["run --gate --baseline release-4", "Run, and fail where it is worse"],
    ["baseline remove release-4", "Forget the name; the run stays"],
  ],
  handle: async (args, context) => (await import("../handlers/baseline.ts")).handleBaseline(args, context),
});
