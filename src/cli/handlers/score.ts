import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { loadScorersFile } from "../../config/load-scorers-file.ts";
import { overriddenModel } from "../../config/apply-overrides.ts";
import { readEnvironment } from "../../config/environment.ts";
import { configFromStorage } from "../../config/stored-config.ts";
import type { Config } from "../../core/config.ts";
import { ProblemsError } from "../../core/errors.ts";
import { demandExpectedValues } from "../../run/expected-values.ts";
import type { FillOptions } from "../../run/run.ts";
import { judgeNeeds, judgeScorers } from "../../run/judging/judge-scorer.ts";
import type { JudgingEnd } from "../../run/judging/judge-run.ts";
import { demandJudges, judgeStoredRun, type StoredJudging } from "../../run/judging/judge-stored-run.ts";
import { summarizeJudging } from "../../run/judging/summarize-judging.ts";
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
import type { breakerOption, concurrencyOption, configOptions, jsonOption, simulateOptions } from "../option-groups.ts";
import { budgetOf, type budgetOptions } from "../budget-options.ts";
import { printable } from "../format/text.ts";
import { Interrupt } from "../interrupt.ts";
import { renderJudging } from "../judging-table.ts";
import { simulatorOptionsOf } from "../run-inputs.ts";
import { demandResults, resultsFolder } from "../results-folder.ts";
import { renderAgreement } from "../agreement-table.ts";
import { renderScoreTable } from "../score-table.ts";

type ScoreArguments = OptionValues<
  typeof configOptions &
    typeof concurrencyOption &
    typeof breakerOption &
    typeof budgetOptions &
    typeof jsonOption &
    Omit<typeof simulateOptions, "simulate">
> & {
  readonly run: string;
  readonly retryFailed?: boolean | undefined;
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
  const environment = await readEnvironment(args.config, { cwd: context.directory, environment: context.environment });
  const chosen = await chosenScorers(args.scorers, config, run, { ...context, environment });
  const applied = await loadScorers(chosen);
  using interrupt = new Interrupt(context.signals);
  const judging: StoredJudging = {
    config: {
      ...config,
      ...chosen,
      judges: chosen.judges.map((judge) => overriddenModel(judge, overridesOf(args))),
      results: folder,
    },
    options: await fillOptionsOf(args, run, environment, interrupt, context),
    isOwn: args.scorers === undefined,
    onBegin: (scorer, lanes) => {
      const [lane] = lanes;
      if (lane === undefined) return;
      const open = lane.total - lane.completed - lane.refused - lane.failed;
      if (open > 0)
        context.stderr.write(`${scorer}: asking ${printable(lane.model)} ${formatQuantity(open, "question")}\n`);
    },
  };
  const judges = judgeScorers(judging.config);
  await demandJudges(run, judging);
  await demandExpectedValues(store, run, [...applied.map(({ scorer }) => scorer), ...judges.map(judgeNeeds)]);
  const by = args.by ?? null;
  const scored = await scoreRun(store, run, applied);
  const judged = judges.length === 0 ? null : await judgeStoredRun(results, run, judging);
  const added = scored.added + (judged?.added ?? 0);
  const scores = await runScores(store, run);
  const names = chosen.scorers.map(({ name }) => name);
  const isAsked = ({ scorer }: { readonly scorer: string }) => args.scorers === undefined || names.includes(scorer);
  const shown = (by === null ? scores : await runScores(store, run, by)).filter(isAsked);
  const agreement =
    args.labels === undefined ? [] : (await labelAgreement(store, run, args.labels, chosen.scorers)).filter(isAsked);
  const files = await rewriteTables(store, (await store.findRun(run.id)) ?? run, join(folder, run.id), config, scores);
  const judgements = judges.length === 0 ? [] : await summarizeJudging(store, run, judging.config);
  const ended = judged === null ? exitCode.success : exitCodeOfJudging(judged, interrupt);
  if (args.json === true) {
    context.stdout.write(
      `${JSON.stringify({ runId: run.id, added, scores: shown, judging: judgements, agreement, files })}\n`,
    );
    return ended;
  }
  const sections = [
    `Run ${run.id}: ${formatQuantity(added, "new score")}`,
    renderScoreTable(shown),
    judgements.length === 0 ? null : renderJudging(judgements),
    judged === null ? null : describeOpen(judged, run),
    args.labels === undefined ? null : renderAgreement(agreement, args.labels),
    files.length === 0
      ? "The run is being filled: its tables are written at its end."
      : ["Tables:", ...files].join("\n  "),
  ];
  context.stdout.write(`${sections.filter((section) => section !== null).join("\n\n")}\n`);
  return ended;
}

function describeOpen({ unsettled, failed, stopReason }: JudgingEnd, run: StoredRun): string | null {
  if (unsettled > 0) {
    const reason = stopReason === null ? "" : ` (${printable(stopReason)})`;
    return `${formatQuantity(unsettled, "question")} to judges not answered${reason}. Go on with: promptgrid score ${run.id}`;
  }
  return failed === 0
    ? null
    : `Ask the ${formatQuantity(failed, "failed question")} again with: promptgrid score ${run.id} --retry-failed`;
}

function exitCodeOfJudging({ unsettled, failed }: JudgingEnd, { signal }: Interrupt): number {
  if (unsettled > 0 && signal.aborted) return exitCode[signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT"];
  return unsettled > 0 || failed > 0 ? exitCode.incomplete : exitCode.success;
}

function overridesOf({ concurrency, noBreaker }: ScoreArguments) {
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(noBreaker === true ? { breaker: false as const } : {}),
  };
}

async function fillOptionsOf(
  args: ScoreArguments,
  run: StoredRun,
  environment: CliContext["environment"],
  { signal }: Interrupt,
  { clock }: CliContext,
): Promise<FillOptions> {
  const budget = budgetOf(args, clock.now());
  const simulate = run.plan.simulated ? { simulate: await simulatorOptionsOf(args) } : {};
  return { environment, signal, clock, budget, retryFailed: args.retryFailed === true, ...simulate };
}

type ScorersOf = Pick<Config, "scorers" | "judges" | "directory" | "file">;

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
    return loadScorersFile(wanted, context.directory, config, context.environment);
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
