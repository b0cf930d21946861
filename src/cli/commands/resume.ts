import { budgetOptions } from "../budget-options.ts";
import { defineCommand } from "../command.ts";
import { exitCodeHelp } from "../exit-code.ts";
import { runGateOptions } from "../gate-options.ts";
import { flagOption } from "../option.ts";
import {
  breakerOption,
  concurrencyOption,
  configOptions,
  runOutputOptions,
  simulateOptions,
} from "../option-groups.ts";
import { withStoreThreads } from "../with-store-threads.ts";

export const resumeCommand = defineCommand({
  usage: "resume [run]",
  description: "Finish an earlier run; what is answered is never paid for again",
  positionals: {
    run: {
      describe: "Run id, or latest: the newest that is unfinished and not simulated",
      type: "string",
      default: "latest",
    },
  },
  options: {
    ...configOptions,
    "retry-failed": flagOption({ group: "Run:", describe: "Ask failed tasks again, too" }),
    ...concurrencyOption,
    ...breakerOption,
    ...budgetOptions,
    "simulate-latency": simulateOptions["simulate-latency"],
    "simulate-fault": simulateOptions["simulate-fault"],
    ...runGateOptions,
    ...runOutputOptions,
  },
  examples: [
    ["resume", "Go on with the latest run"],
    ["resume --max-cost 10", "Go on with a run that its budget has stopped: what it has spent counts"],
    ["resume nightly-2026-11-22 --retry-failed", "Fill the gaps and try the failures again"],
  ],
  epilogue: [
    "The run keeps its own prompts, models and parameters; the config is only read for where the results are, and for its gate.",
    "A simulated run goes on in the simulator.",
    "",
    exitCodeHelp,
  ].join("\n"),
  handle: (args, context) =>
    withStoreThreads(async (threads) => (await import("../handlers/resume.ts")).handleResume(args, context, threads)),
});
