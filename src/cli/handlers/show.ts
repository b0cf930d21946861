import { join } from "node:path";
import { configFromStorage } from "../../config/stored-config.ts";
import { ProblemsError } from "../../core/errors.ts";
import type { LimitHistory } from "../../core/limit-history.ts";
import { findRunOrLatest, openResults } from "../../run/results.ts";
import { summarizeRun } from "../../run/summarize.ts";
import type { Store, StoredRun } from "../../store/store.ts";
import type { CliContext } from "../context.ts";
import { exitCode } from "../exit-code.ts";
import { renderLimits } from "../limits-text.ts";
import type { OptionValues } from "../option.ts";
import type { configOptions, jsonOption } from "../option-groups.ts";
import { promptAsJson, renderPrompt, type NamedScore } from "../prompt-text.ts";
import { demandResults, resultsFolder } from "../results-folder.ts";
import { locationOptions } from "../run-inputs.ts";
import { renderRun } from "../run-text.ts";

type ShowArguments = OptionValues<typeof configOptions & typeof jsonOption> & {
  readonly run: string;
  readonly promptId: string | undefined;
  readonly raw: boolean | undefined;
  readonly limits: boolean | undefined;
};

/** Prints how a run stands, or one of its prompts with every record. */
export async function handleShow(args: ShowArguments, context: CliContext): Promise<number> {
  const folder = await resultsFolder(args, context);
  await demandResults(folder);
  await using results = await openResults(folder);
  const run = await findRunOrLatest(results.store, args.run);
  const text =
    args.promptId === undefined
      ? await showRun(results.store, run, join(folder, run.id), args)
      : await showPrompt(results.store, run, args.promptId, args);
  context.stdout.write(text);
  return exitCode.success;
}

async function showRun(store: Store, run: StoredRun, folder: string, args: ShowArguments): Promise<string> {
  const summary = await summarizeRun(store, run, {
    config: configFromStorage(run.config),
    exitCode: run.exitCode ?? exitCode.incomplete,
    alreadyComplete: false,
    folder,
    files: [],
    stopReason: null,
    budget: null,
  });
  const limits = args.limits === true ? await store.limitHistories(run.key) : null;
  if (args.json !== true) {
    const text = renderRun(run, summary, `promptgrid resume ${run.id}${locationOptions(args)}`);
    return limits === null ? text : `${text}\n${renderLimits(limits)}`;
  }
  const { id, name, status, createdAt, finishedAt, plan, promptgridVersion, gitCommit } = run;
  const times = { createdAt: isoTime(createdAt), finishedAt: finishedAt === null ? null : isoTime(finishedAt) };
  const { lanes, failures, tasks, unsettled, prompts, wallMs } = summary;
  const totals = { prompts, tasks, unsettled, wallMs, lanes, failures };
  const learnt = limits === null ? {} : { limits: limits.map(limitsAsJson) };
  return `${JSON.stringify({ id, name, status, ...times, promptgridVersion, gitCommit, plan, ...totals, ...learnt })}\n`;
}

async function showPrompt(store: Store, run: StoredRun, promptId: string, args: ShowArguments): Promise<string> {
  const row = await store.findGridRow(run.key, promptId);
  if (row === null) {
    const fix = `The ids stand in ${join(run.id, "completions.csv")}`;
    throw new ProblemsError([{ where: `run ${run.id}`, what: "has no such prompt", found: promptId, fix }]);
  }
  const isRaw = args.raw === true;
  const scores = await scoresAt(store, run, row.prompt.position);
  return args.json === true
    ? `${JSON.stringify(promptAsJson(run, row, isRaw, scores))}\n`
    : renderPrompt(run, row, isRaw, scores);
}

/** Its times as everywhere else in JSON. */
function limitsAsJson(history: LimitHistory): object {
  const decisions = history.decisions.map((decision) => ({
    ...decision,
    at: isoTime(decision.at),
    ...(decision.kind === "paused" && { until: isoTime(decision.until) }),
  }));
  return { ...history, startedAt: isoTime(history.startedAt), endedAt: isoTime(history.endedAt), decisions };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** What the run's current scorers say of a prompt's records, in the order of the scorers. */
async function scoresAt(store: Store, run: StoredRun, position: number): Promise<NamedScore[]> {
  const scorers = await store.runScorers(run.key);
  const keys = [...new Set(scorers.map(({ key }) => key))];
  const found = await store.scoresBetween(run.key, keys, position, position);
  return scorers.flatMap(({ key, name: scorer }) =>
    found.filter(({ scorerKey }) => scorerKey === key).map(({ lane, cell, score }) => ({ scorer, lane, cell, score })),
  );
}
