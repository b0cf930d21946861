import { resolve } from "node:path";
import { configFromStorage } from "../../config/stored-config.ts";
import { runScores, tableScores } from "../../run/run-scores.ts";
import { findRunOrLatest, openResults } from "../../run/results.ts";
import { prepareResultsFolder } from "../../tables/results-folder.ts";
import { writeTables } from "../../tables/write-tables.ts";
import { boundMemory } from "../bound-memory.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { demandResults, resultsFolder } from "../results-folder.ts";

export interface ExportArguments {
  readonly run: string;
  readonly format: string;
  readonly config: string | undefined;
  readonly results: string | undefined;
  readonly out: string | undefined;
}

/** Writes a run's tables to `--out`, else to the run's own folder, and prints their paths. */
export async function handleExport(args: ExportArguments, context: CliContext): Promise<number> {
  using _memory = boundMemory();
  const folder = await resultsFolder({ config: args.config, out: args.results }, context);
  await demandResults(folder, "--results");
  await using results = await openResults(folder);
  const run = await findRunOrLatest(results.store, args.run);
  const { tables, models } = configFromStorage(run.config);
  const target = args.out === undefined ? resolve(folder, run.id) : resolve(context.directory, args.out);
  const format = args.format === "jsonl" ? "jsonl" : "csv";
  const scores = await tableScores(results.store, run, await runScores(results.store, run));
  await prepareResultsFolder(target);
  const files = await writeTables(results.store, run, target, { tables, models, format, scores });
  context.stdout.write(files.map((file) => `${file}\n`).join(""));
  return exitCode.success;
}
