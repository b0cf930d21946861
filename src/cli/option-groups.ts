import {
  flagOption,
  listOption,
  parsedOption,
  positiveNumber,
  repeatedOption,
  textOption,
  wholeNumber,
} from "./option.ts";
import { parseDelimiter, parseFailures, parseFault, parseWhere } from "./parse-value.ts";

const CONFIG = "Config:";
const SELECTION = "Which prompts:";
const READING = "How prompt files are read:";
const SIMULATION = "Simulation:";
const OUTPUT = "Output:";

/** Where the config and the results are. */
export const configOptions = {
  config: textOption("--config", { group: CONFIG, describe: "Config file [default: runner.config.json]" }),
  out: textOption("--out", { group: CONFIG, describe: "Results folder [default: the config's, else results]" }),
};

/** Which models take part and how often; they change the grid. */
export const gridOptions = {
  prompts: listOption({
    group: SELECTION,
    describe: "Prompt files or globs instead of the config's; - is standard input",
  }),
  models: listOption({ group: CONFIG, describe: "Only these models: names separated by commas" }),
  limit: parsedOption("--limit", { group: SELECTION, describe: "Only the first N prompts" }, wholeNumber("--limit", 1)),
  sample: parsedOption(
    "--sample",
    { group: SELECTION, describe: "A random N of the prompts, in input order" },
    wholeNumber("--sample", 1),
  ),
  seed: parsedOption(
    "--seed",
    { group: SELECTION, describe: "Seed of --sample: the same seed gives the same prompts [default: 1]" },
    wholeNumber("--seed", 0),
  ),
  where: repeatedOption(
    { group: SELECTION, describe: "Only prompts whose COLUMN is VALUE, as COLUMN=VALUE; repeat it to narrow further" },
    parseWhere,
  ),
  repeats: parsedOption(
    "--repeats",
    { group: CONFIG, describe: "Ask each model each prompt K times [default: the config's, else 1]" },
    wholeNumber("--repeats", 1),
  ),
};

/** How prompt files are read; what is not said is detected. */
export const parseOptions = {
  encoding: textOption("--encoding", {
    group: READING,
    describe: "Encoding such as gb18030 or shift_jis [default: by byte order mark, else utf-8]",
  }),
  delimiter: parsedOption(
    "--delimiter",
    { group: READING, describe: "Field delimiter: a character, \\t or tab [default: detected]" },
    parseDelimiter,
  ),
  "no-header": flagOption({ group: READING, describe: "The first line is data; columns are column1, column2 …" }),
  "no-quotes": flagOption({ group: READING, describe: "Quotes are literal text, as in many TSV files" }),
  "skip-invalid": flagOption({ group: READING, describe: "Leave invalid rows out, counted and listed" }),
};

/** How much is sent at once. */
export const concurrencyOption = {
  concurrency: parsedOption(
    "--concurrency",
    { group: CONFIG, describe: "Most requests in flight per model [default: the config's, else learnt]" },
    wholeNumber("--concurrency", 1),
  ),
};

/** Whether a lane that only fails is stopped. */
export const breakerOption = {
  "no-breaker": flagOption({
    group: CONFIG,
    describe: "Go on whatever fails, instead of stopping a model that only fails",
  }),
};

/** Rehearsing against the simulator. */
export const simulateOptions = {
  simulate: flagOption({
    group: SIMULATION,
    describe: "Send everything to promptgrid's own simulator: no keys, no cost; results are marked as simulated",
  }),
  "simulate-latency": parsedOption(
    "--simulate-latency",
    { group: SIMULATION, describe: "Median latency of simulated answers in milliseconds [default: 0]" },
    positiveNumber("--simulate-latency"),
  ),
  "simulate-fault": repeatedOption(
    { group: SIMULATION, describe: "A fault the simulator plays, as NAME or NAME=RATE (0 to 1); may be repeated" },
    parseFault("--simulate-fault"),
  ),
};

/** What a filling run prints and how it judges itself. */
export const runOutputOptions = {
  "allow-failed": parsedOption(
    "--allow-failed",
    { group: OUTPUT, describe: "Exit 0 although up to N tasks, or N% of them, failed [default: 0]" },
    parseFailures("--allow-failed"),
  ),
  json: flagOption({ group: OUTPUT, describe: "One JSON object per line on standard output instead of the summary" }),
  quiet: flagOption({ group: OUTPUT, describe: "Only errors, and the paths of the tables on standard output" }),
};

/** The one option of commands that can answer in JSON. */
export const jsonOption = {
  json: flagOption({ group: OUTPUT, describe: "JSON on standard output instead of text" }),
};
