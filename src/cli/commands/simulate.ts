import { defineCommand } from "../command.ts";
import { parsedOption, positiveNumber, repeatedOption, wholeNumber } from "../option.ts";
import { parseFault } from "../parse-value.ts";

const SERVER = "Server:";

export const simulateCommand = defineCommand({
  usage: "simulate",
  description: "Serve an OpenAI-compatible endpoint that plays every provider",
  positionals: {},
  options: {
    port: parsedOption(
      "--port",
      { group: SERVER, describe: "Port on 127.0.0.1 [default: any free one]" },
      wholeNumber("--port", 0),
    ),
    seed: parsedOption(
      "--seed",
      { group: SERVER, describe: "Seed of latencies and faults [default: 1]" },
      wholeNumber("--seed", 0),
    ),
    latency: parsedOption(
      "--latency",
      { group: SERVER, describe: "Median latency in milliseconds [default: 0]" },
      positiveNumber("--latency"),
    ),
    fault: repeatedOption(
      { group: SERVER, describe: "A fault to play, as NAME or NAME=RATE (0 to 1); may be repeated" },
      parseFault("--fault"),
    ),
  },
  examples: [
    ["simulate --port 8080", "Base URLs for every provider on port 8080"],
    ["simulate --port 8080 --latency 400 --fault any/login-page=0.01", "A slow endpoint that sometimes answers HTML"],
  ],
  handle: async (args, context) => (await import("../handlers/simulate.ts")).handleSimulate(args, context),
});
