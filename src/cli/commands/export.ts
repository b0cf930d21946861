import { defineCommand } from "../command.ts";
import { textOption } from "../option.ts";
import { configOptions } from "../option-groups.ts";

export const exportCommand = defineCommand({
  usage: "export <run>",
  description: "Write the tables of a run again, elsewhere or as JSON Lines",
  positionals: {
    run: {
      describe: "Run id, or latest: the last finished one that was not simulated",
      type: "string",
      demandOption: true,
    },
  },
  options: {
    config: configOptions.config,
    results: textOption("--results", {
      group: "Config:",
      describe: "Results folder to read [default: the config's, else results]",
    }),
    format: { group: "Output:", describe: "File format", choices: ["csv", "jsonl"], default: "csv", requiresArg: true },
    out: textOption("--out", { group: "Output:", describe: "Folder to write to [default: the run's own folder]" }),
  },
  examples: [
    ["export latest --format jsonl --out exported", "One JSON object per task and per prompt"],
    ["export nightly-2026-11-22 --out for-the-team", "CSV tables of an older run"],
  ],
  handle: async (args, context) => (await import("../handlers/export.ts")).handleExport(args, context),
});
