import { systemClock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import { StoreError, type PromptgridError } from "../core/errors.ts";
import type { LimitHistory } from "../core/limit-history.ts";
import type { RunStatus } from "../core/run.ts";
import type { Budget } from "../dispatch/budget/budget.ts";
import type { LaneEnd } from "../dispatch/lane-end.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { TableWriteError } from "../tables/table-file.ts";
import { writeTables } from "../tables/write-tables.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { FillOptions } from "./run.ts";
import type { JudgingEnd } from "./judging/judge-run.ts";
import { runScores, tableScores, type RunScore } from "./run-scores.ts";
import { scoreRun, type AppliedScorer } from "./score-run.ts";
import { summarizeRun } from "./summarize.ts";
import type { RunSummary } from "./summary.ts";

/** What ending a sitting takes. */
export interface EndInput {
  readonly store: Store;
  readonly run: StoredRun;
  readonly config: Config;
  /** Absolute folder of the result files. */
  readonly folder: string;
  /** How each lane ended. */
  readonly ends: readonly LaneEnd[];
  readonly budget: Budget;
  /** What was learnt of each account's limits. */
  readonly accounts: readonly LimitHistory[];
  readonly options: FillOptions;
  readonly scorers: readonly AppliedScorer[];
  /** Asks the config's judges about the run's completions. */
  readonly judge: (run: StoredRun) => Promise<JudgingEnd>;
  /** How long the lanes were filled in this sitting, milliseconds. */
  readonly wallMs: number;
}

/**
 * Writes the tables for what is there and closes the books of a sitting. The run counts as complete only once its tables
 * are written, so that a kill in between leaves a run that resuming finishes.
 */
export async function endRun(input: EndInput): Promise<RunSummary> {
  const { store, config, folder, ends, options } = input;
  const failures: PromptgridError[] = ends.flatMap((end) => (end.kind === "store-failed" ? [end.error] : []));
  await noting(failures, () => noteLaneStops(input));
  await noting(failures, () => store.addLimitHistories(input.run.key, input.accounts));
  const stored = await store.findRun(input.run.id);
  if (stored === null) throw new Error(`run ${input.run.id} is no longer in the store`);

  const totals = await store.totals(stored.key);
  const settled = totals.reduce((sum, lane) => sum + lane.completed + lane.refused + lane.failed, 0);
  const failed = totals.reduce((sum, lane) => sum + lane.failed, 0);
  const tasks = stored.prompts * stored.plan.templates.length * stored.plan.repeats * stored.plan.models.length;
  let judging: JudgingEnd = nothingJudged;
  const isSettled = () => settled === tasks && judging.unsettled === 0;
  const interruptedBy = () => (options.signal?.aborted === true && !isSettled() ? String(options.signal.reason) : null);
  const reached = (): RunStatus => (isSettled() ? "complete" : interruptedBy() === null ? "incomplete" : "interrupted");
  const now = () => (options.clock ?? systemClock).now();
  /** The run as it has ended by now: whatever could not be kept leaves it incomplete, so that resuming does it again. */
  const endedRun = (): StoredRun & { readonly exitCode: number } => {
    const status = failures.length > 0 ? "incomplete" : reached();
    const end = { failed: failed + judging.failed, tasks: tasks + judging.tasks, interruptedBy: interruptedBy() };
    const exitCode = exitCodeOf({ status, ...end }, options.allowFailed ?? { count: 0 });
    return { ...stored, status, exitCode, finishedAt, wallMs: stored.wallMs + input.wallMs };
  };

  let finishedAt = now();
  let scores: readonly RunScore[] = [];
  await noting(failures, async () => {
    // After an interrupt nobody waits for scores: they are made when the run goes on, or by `promptgrid score`.
    if (interruptedBy() === null && input.scorers.length > 0) await scoreRun(store, stored, input.scorers);
    if (interruptedBy() === null && failures.length === 0 && config.judges.length > 0)
      judging = await input.judge(stored);
    finishedAt = now();
    scores = await runScores(store, stored);
  });
  let files: readonly string[] = [];
  await noting(failures, async () => {
    // Whoever took the run over writes its tables.
    if (failures.some((failure) => failure instanceof StoreError && failure.code === "CLAIM_LOST")) return;
    files = await writeTables(store, endedRun(), folder, {
      tables: config.tables,
      models: config.models,
      scores: await tableScores(store, stored, scores),
    });
  });
  await noting(failures, () => {
    const { status, exitCode } = endedRun();
    return store.updateRun(stored.key, { status, exitCode, finishedAt, addWallMs: input.wallMs });
  });
  const ended = endedRun();
  return summarizeRun(store, ended, {
    config,
    exitCode: ended.exitCode,
    alreadyComplete: false,
    folder,
    files,
    budget: input.budget.state,
    scores,
    stopReason: failures[0]?.message ?? stopReason(interruptedBy(), judging),
  });
}

const nothingJudged: JudgingEnd = { tasks: 0, failed: 0, unsettled: 0, added: 0, stopReason: null };

function stopReason(interruptedBy: string | null, judging: JudgingEnd): string | null {
  if (interruptedBy !== null) return `interrupted by ${interruptedBy}`;
  if (judging.unsettled === 0) return null;
  const open = `${judging.unsettled} questions to judges are not answered`;
  return judging.stopReason === null ? open : `${open}: ${judging.stopReason}`;
}

async function noteLaneStops({ store, run, ends }: EndInput): Promise<void> {
  for (const [lane, end] of ends.entries()) {
    if (end.kind === "stopped") await store.setLaneStop(run.key, lane, end.stop);
  }
}

/** A disk that is full keeps neither tables nor books; that is said, and what was committed stays. */
async function noting(failures: PromptgridError[], action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof StoreError || error instanceof TableWriteError)) throw error;
    failures.push(error);
  }
}
