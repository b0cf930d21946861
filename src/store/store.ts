import type { MinuteCount } from "../core/hold.ts";
import type { LeftOut } from "../core/left-out.ts";
import type { PromptRow } from "../core/prompt-row.ts";
import type { LimitHistory } from "../core/limit-history.ts";
import type { TaskRecord } from "../core/record.ts";
import type { LaneStop, RunPlan, RunStatus, UnrecordedSpend } from "../core/run.ts";
import type { LaneShape, Prompt, Task } from "../core/task.ts";
import type { ScoreStore } from "./score-store.ts";

/**
 * Everything a run keeps. One contract suite (test/store/contract.ts) holds for every implementation.
 *
 * Promise: when `commit` resolves, its records survive `kill -9` and a power cut. Several processes may use one store
 * at once. Limit: records handed over but not yet resolved may be lost.
 * Every method rejects with a StoreError when the database refuses (disk full, locked, damaged).
 */
export interface Store extends ScoreStore, AsyncDisposable {
  /** The complete prompt set with this hash, or null. */
  findPromptSet(hash: string): Promise<StoredPromptSet | null>;
  /** Starts ingesting a set. It is found by its hash only once `complete` resolved; drafts of dead processes are swept. */
  beginPromptSet(hash: string): Promise<PromptSetDraft>;
  /** The set's rows after `afterRow` (0 for the start) in file order, at most `limit`. */
  readPromptSet(setKey: number, afterRow: number, limit: number): Promise<StoredPrompt[]>;

  /** Starts a run that is visible once `complete` resolved. Rejects when a complete draft with that id exists. */
  beginRun(run: NewRun): Promise<RunDraft>;
  findRun(id: string): Promise<StoredRun | null>;
  /** Newest first; runs that judge another are among them. */
  listRuns(): Promise<StoredRun[]>;
  /** The runs that judge the completions of the run with this id, oldest first. */
  derivedRuns(parent: string): Promise<StoredRun[]>;
  /**
   * Takes the run for this process, or says who holds it (this process, too). A dead holder on this machine is replaced at
   * once, one on another machine when its lease has run out (30 s). While it is held the run's status is `running`.
   */
  claimRun(runKey: number): Promise<RunClaim>;
  /** Records how the run stands. Releases the claim unless `status` is `running`. */
  updateRun(runKey: number, update: RunUpdate): Promise<void>;
  /** Remembers why a lane ended early; null clears it. */
  setLaneStop(runKey: number, lane: number, stop: LaneStop | null): Promise<void>;
  /** Remembers what a lane has spent that no record carries, all sittings together. */
  setUnrecordedSpend(runKey: number, lane: number, spend: UnrecordedSpend): Promise<void>;
  /** Appends what a sitting has learnt of its accounts' limits. */
  addLimitHistories(runKey: number, histories: readonly LimitHistory[]): Promise<void>;
  /** What all sittings of a run have learnt, in the order in which it was added. */
  limitHistories(runKey: number): Promise<LimitHistory[]>;

  /** Keeps a run under a name that baselines are asked for by; a name that is taken goes to this run. */
  setBaseline(name: string, runKey: number): Promise<void>;
  /** Forgets the name, not the run; false where there was none. */
  removeBaseline(name: string): Promise<boolean>;
  /** Ordered by name. */
  baselines(): Promise<Baseline[]>;

  /** Tasks of a lane without a record, after cell `afterCell` (-1 for the start), ascending, at most `limit`. */
  pendingTasks(runKey: number, lane: number, afterCell: number, limit: number): Promise<Task[]>;
  /**
   * Resolves when every record is durable. A record for a cell that has one already is ignored: the first one counts. Half
   * a surrogate pair in a text is stored as U+FFFD; every other character is kept.
   */
  commit(runKey: number, records: readonly LaneRecord[]): Promise<void>;
  /** Writes what waits to share a transaction, for when nothing more will come; resolves when it is settled. */
  flush(): Promise<void>;
  /** Moves failed records aside (they are kept, superseded) so that their tasks are pending again; returns how many. */
  reopenFailed(runKey: number): Promise<number>;

  /** Sums over the records of each lane and template, recomputed at every call. Ordered by lane, then template. */
  totals(runKey: number): Promise<LaneTotals[]>;
  /**
   * Requests of each lane by minute, of records whose last attempt was sent at `since` (milliseconds since the Unix epoch)
   * or later; all attempts of a record count in that one's minute, and superseded records count, too.
   */
  requestsSince(runKey: number, since: number): Promise<LaneMinuteCount[]>;
  /** One number per record that has it, unsorted; the array is the caller's own. */
  samples(runKey: number, lane: number, template: number, figure: SampledFigure): Promise<Float64Array<ArrayBuffer>>;
  /** Failed and refused records grouped by lane, kind and code, most frequent first. */
  failures(runKey: number): Promise<FailureGroup[]>;
  /**
   * Prompts after `afterPosition` (-1 for the start) in input order with all their records, at most `limit` prompts.
   * Raw bodies are left out: `raw` is null.
   */
  gridRows(runKey: number, afterPosition: number, limit: number): Promise<GridRow[]>;
  /** The prompt with this id and its records (raw bodies included), or null. */
  findGridRow(runKey: number, promptId: string): Promise<GridRow | null>;
}

/** A run under the name that it is compared with by. */
export interface Baseline {
  readonly name: string;
  readonly runId: string;
  /** When the name was given to the run, milliseconds since the Unix epoch. */
  readonly setAt: number;
}

export interface StoredPromptSet {
  readonly key: number;
  readonly hash: string;
  readonly columns: readonly string[];
  /** Number of stored rows. */
  readonly rows: number;
  /** Rows that `--skip-invalid` left out when the set was read. */
  readonly leftOut: LeftOut;
}

export interface StoredPrompt extends PromptRow {
  readonly key: number;
}

export interface PromptSetDraft {
  append(rows: readonly PromptRow[]): Promise<void>;
  complete(columns: readonly string[], leftOut: LeftOut): Promise<StoredPromptSet>;
  /** Removes what was appended. */
  abandon(): Promise<void>;
}

export interface NewRun {
  readonly id: string;
  /** The user's label (`--name`), or null. */
  readonly name: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  readonly plan: RunPlan;
  /** The resolved config, as JSON text without secrets. */
  readonly config: string;
  readonly promptgridVersion: string;
  readonly gitCommit: string | null;
  /** In the order of `plan.promptSets`. */
  readonly promptSetKeys: readonly number[];
  /** For a run that judges another. */
  readonly parent?: RunParent;
}

/** What a derived run judges, and for which scorer. */
export interface RunParent {
  /** Id of the run whose completions are judged. */
  readonly run: string;
  /** The scorer's name when it asked; `scorerHash` is what it is known by. */
  readonly scorer: string;
  readonly scorerHash: string;
}

export interface RunDraft {
  /** Appends prompts in input order; positions are assigned 0, 1, 2 …. `promptSet` indexes `promptSetKeys`. */
  select(prompts: readonly { readonly promptKey: number; readonly promptSet: number }[]): Promise<void>;
  /** Selected prompts whose explicit id occurred before; the later one of each pair, at most `limit` pairs. */
  duplicateIds(limit: number): Promise<DuplicateId[]>;
  /** Takes prompts out again; their positions stay empty. */
  leaveOut(positions: readonly number[]): Promise<void>;
  complete(leftOut: LeftOut): Promise<StoredRun>;
  abandon(): Promise<void>;
}

export interface DuplicateId {
  readonly id: string;
  readonly first: { readonly promptSet: string; readonly line: number };
  readonly second: { readonly promptSet: string; readonly line: number; readonly position: number };
}

export interface StoredRun {
  readonly key: number;
  readonly id: string;
  readonly name: string | null;
  readonly status: RunStatus;
  readonly createdAt: number;
  /** When it ended; null while it has not, or is filled again. */
  readonly finishedAt: number | null;
  /** The exit code with which it last ended. */
  readonly exitCode: number | null;
  readonly plan: RunPlan;
  readonly config: string;
  readonly promptgridVersion: string;
  readonly gitCommit: string | null;
  /** Number of selected prompts. */
  readonly prompts: number;
  /** Selected rows that were left out because of their templates or ids. */
  readonly leftOut: LeftOut;
  /** Per lane (model), why it ended early; null when it did not. */
  readonly laneStops: readonly (LaneStop | null)[];
  /** Per lane; known for what was sent by processes that ended by themselves or could still note it. */
  readonly unrecorded: readonly UnrecordedSpend[];
  /** Prompt sets in plan order. */
  readonly promptSets: readonly StoredPromptSet[];
  /** Wall-clock time spent filling, summed over all sittings, milliseconds. */
  readonly wallMs: number;
  /** Null: it judges no other run. */
  readonly parent: RunParent | null;
}

export interface RunUpdate {
  /** `running` takes back that it had ended. */
  readonly status: RunStatus;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  /** Added to the run's wall time, milliseconds. */
  readonly addWallMs?: number;
}

export type RunClaim =
  | { readonly kind: "claimed" }
  | { readonly kind: "held"; readonly processId: number; readonly host: string };

export interface LaneRecord {
  /** Index of the model in the plan. */
  readonly lane: number;
  readonly record: TaskRecord;
}

export interface LaneMinuteCount extends MinuteCount {
  readonly lane: number;
}

export type SampledFigure = "latencyMs" | "queueMs";

export interface LaneTotals {
  readonly lane: number;
  readonly template: number;
  readonly completed: number;
  readonly refused: number;
  readonly failed: number;
  /** Completed or refused records without usage. */
  readonly usageAbsent: number;
  /** Sums over the records that report the number; null when none does. */
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly totalTokens: number | null;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
  /** Sum of known costs; null when none is known. */
  readonly cost: number | null;
  readonly attempts: number;
  readonly rateLimited: number;
}

export interface FailureGroup {
  readonly lane: number;
  readonly kind: "failed" | "refused";
  readonly code: string;
  readonly count: number;
  /** One of them. */
  readonly example: { readonly promptId: string; readonly message: string };
}

export interface GridRow {
  readonly prompt: Prompt;
  /** Ordered by lane, then cell; only settled tasks appear. */
  readonly records: readonly GridRecord[];
}

export interface GridRecord extends TaskRecord {
  readonly lane: number;
  readonly template: number;
  readonly repeat: number;
}

/** The axes behind a run's cells. */
export function laneShapeOf(plan: RunPlan): LaneShape {
  return { templates: plan.templates.length, repeats: plan.repeats };
}
