import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadScorersFile } from "../../config/load-scorers-file.ts";
import { configFromStorage } from "../../config/stored-config.ts";
import type { Config } from "../../core/config.ts";
import { ProblemsError } from "../../core/errors.ts";
import { demandExpectedValues } from "../../run/expected-values.ts";
import { labelAgreement } from "../../run/label-agreement.ts";
import { findRunOrLatest, openResults } from "../../run/results.ts";
import { runScores, tableScores } from "../../run/run-scores.ts";
import { loadScorers } from "../../run/run-scorers.ts";
import { scoreRun } from "../../run/score-run.ts";
import type { Store, StoredRun } from "../../store/store.ts";
import { prepareResultsFolder } from "../../tables/results-folder.ts";
import { writeTables } from "../../tables/write-tables.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { formatQuantity } from "../format/number.ts";
import type { OptionValues } from "../option.ts";
import type { configOptions, jsonOption } from "../option-groups.ts";
import { demandResults, resultsFolder } from "../results-folder.ts";
import { renderAgreement } from "../agreement-table.ts";
import { renderScoreTable } from "../score-table.ts";

type ScoreArguments = OptionValues<typeof configOptions & typeof jsonOption> & {
  readonly run: string;
  readonly scorers: string | undefined;
  readonly by: string | undefined;
  readonly labels: string | undefined;
};

/** Scores what these scorers have not scored yet, writes the run's tables again, and prints the means. */
export async function handleScore(args: ScoreArguments, context: CliContext): Promise<number> {
  const folder = await resultsFolder(args, context);
  await demandResults(folder);
  await using results = await openResults(folder);
  const { store } = results;
  const run = await findRunOrLatest(store, args.run);
  const config = configFromStorage(run.config);
  const applied = await loadScorers(await chosenScorers(args.scorers, config, run, context));
  await demandExpectedValues(
    store,
    run,
    applied.map(({ scorer }) => scorer),
  );
  const by = args.by ?? null;
  const { added } = await scoreRun(store, run, applied);
  const scores = await runScores(store, run);
  const names = applied.map(({ scorer }) => scorer.name);
  const isAsked = ({ scorer }: { readonly scorer: string }) => args.scorers === undefined || names.includes(scorer);
  const shown = (by === null ? scores : await runScores(store, run, by)).filter(isAsked);
  const agreement = args.labels === undefined ? [] : (await labelAgreement(store, run, args.labels)).filter(isAsked);
  const files = await rewriteTables(store, run, join(folder, run.id), config, scores);
  if (args.json === true) {
    context.stdout.write(`${JSON.stringify({ runId: run.id, added, scores: shown, agreement, files })}\n`);
    return exitCode.success;
  }
  const sections = [
    `Run ${run.id}: ${formatQuantity(added, "new score")}`,
    renderScoreTable(shown),
    args.labels === undefined ? null : renderAgreement(agreement, args.labels),
    files.length === 0
      ? "The run is being filled: its tables are written at its end."
      : ["Tables:", ...files].join("\n  "),
  ];
  context.stdout.write(`${sections.filter((section) => section !== null).join("\n\n")}\n`);
  return exitCode.success;
}

type ScorersOf = Pick<Config, "scorers" | "directory" | "file">;

async function chosenScorers(
  wanted: string | undefined,
  config: Config,
  run: StoredRun,
  context: CliContext,
): Promise<ScorersOf> {
  if (wanted === undefined) {
    if (config.scorers.length > 0) return config;
    const fix = "Name a file with --scorers; a config with scorers is one";
    throw new ProblemsError([{ where: `run ${run.id}`, what: "was started without scorers", fix }]);
  }
  if (wanted.endsWith(".json") || existsSync(resolve(context.directory, wanted))) {
    return loadScorersFile(wanted, context.directory);
  }
  const names = wanted.split(",").map((name) => name.trim());
  const known = config.scorers.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const expected =
      known.length === 0 ? "a JSON file: the run has no scorers" : `a JSON file, or of ${known.join(", ")}`;
    throw new ProblemsError(
      unknown.map((found) => ({
        where: "--scorers",
        what: "is neither a file nor a scorer of the run",
        found,
        expected,
      })),
    );
  }
  return { ...config, scorers: config.scorers.filter(({ name }) => names.includes(name)) };
}

/** A process that fills the run writes its tables itself. */
async function rewriteTables(
  store: Store,
  run: StoredRun,
  folder: string,
  { tables, models }: Config,
  scores: Awaited<ReturnType<typeof runScores>>,
): Promise<readonly string[]> {
  if (run.status === "running") return [];
  await prepareResultsFolder(folder);
  return writeTables(store, run, folder, { tables, models, scores: await tableScores(store, run, scores) });
}
