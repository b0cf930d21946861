import type { LeftOut } from "../../core/left-out.ts";
import type { LimitHistory } from "../../core/limit-history.ts";
import type { LaneStop, UnrecordedSpend } from "../../core/run.ts";
import type {
  Baseline,
  DuplicateId,
  FailureGroup,
  LaneMinuteCount,
  LaneTotals,
  NewRun,
  RunClaim,
  RunUpdate,
  SampledFigure,
  StoredPrompt,
  StoredPromptSet,
  StoredRun,
} from "../store.ts";
import type { RunScorer, ScoreColumn, StoredScorer } from "../score-store.ts";
import type { PackedRecords } from "./packed-records.ts";
import type { PackedScores } from "./packed-scores.ts";
import type { RecordRow } from "./record-row.ts";
import type { Json } from "./stored-json.ts";

/** What both database threads are told first. */
export interface OpenOptions {
  readonly path: string;
  /** `PRAGMA max_page_count`; null leaves it alone. */
  readonly maximumPages: number | null;
}

/** What the main thread may ask of the writer thread. */
export interface WriterCalls {
  open(options: OpenOptions): Promise<void>;
  beginPromptSet(hash: string): number;
  appendPrompts(setKey: number, prompts: PackedPrompts): void;
  completePromptSet(setKey: number, columns: readonly string[], leftOut: LeftOut): void;
  abandonPromptSet(setKey: number): Promise<void>;
  beginRun(run: NewRun): number;
  selectPrompts(runKey: number, firstPosition: number, promptKeys: Float64Array, promptSets: Uint32Array): void;
  leaveOutPrompts(runKey: number, positions: readonly number[]): void;
  completeRun(runKey: number, leftOut: LeftOut): void;
  abandonRun(runKey: number): Promise<void>;
  claimRun(runKey: number): RunClaim;
  updateRun(runKey: number, update: RunUpdate): void;
  setLaneStop(runKey: number, lane: number, stop: LaneStop | null): void;
  setUnrecordedSpend(runKey: number, lane: number, spend: UnrecordedSpend): void;
  addLimitHistories(runKey: number, histories: readonly LimitHistory[]): void;
  setBaseline(name: string, runKey: number, setAt: number): void;
  removeBaseline(name: string): boolean;
  commit(records: PackedRecords): void;
  reopenFailed(runKey: number, supersededAt: number): Promise<number>;
  setScorers(runKey: number, scorers: readonly RunScorer[]): void;
  commitScores(runKey: number, scores: PackedScores): void;
  close(): void;
}

/** What the main thread may ask of the reader thread. Pages end early when they grow large; see `resumeAfter`. */
export interface ReaderCalls {
  open(options: OpenOptions): void;
  findPromptSet(hash: string): StoredPromptSet | null;
  readPromptSet(setKey: number, afterRow: number, limit: number): Page<StoredPrompt>;
  duplicateIds(runKey: number, limit: number): DuplicateId[];
  findRun(id: string): StoredRun | null;
  listRuns(): StoredRun[];
  derivedRuns(parent: string): StoredRun[];
  limitHistories(runKey: number): LimitHistory[];
  baselines(): Baseline[];
  pendingTasks(runKey: number, lane: number, afterCell: number, limit: number): PendingPage;
  totals(runKey: number): LaneTotals[];
  requestsSince(runKey: number, since: number): LaneMinuteCount[];
  samples(runKey: number, lane: number, template: number, figure: SampledFigure): Float64Array<ArrayBuffer>;
  failures(runKey: number): FailureGroup[];
  gridRows(runKey: number, afterPosition: number, limit: number): GridPage;
  findGridRow(runKey: number, promptId: string): GridPage | null;
  runScorers(runKey: number): StoredScorer[];
  scoreCounts(runKey: number, scorerKey: number): number[];
  scoresBetween(runKey: number, scorerKeys: readonly number[], from: number, to: number): PackedScores;
  scoreColumn(runKey: number, scorerKey: number, lane: number): ScoreColumn;
  runPrompts(runKey: number, afterPosition: number, limit: number): PromptPage;
  close(): void;
}

/** Part of an answer; when `resumeAfter` is a number, more may follow and the next page starts after it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly resumeAfter: number | null;
}

/** Prompts on their way in; the i-th one has `places[2i]` (row) and `places[2i + 1]` (line). */
export interface PackedPrompts {
  readonly places: Float64Array;
  readonly ids: readonly (string | null)[];
  /** JSON arrays. */
  readonly cells: readonly string[];
}

/** A prompt on its way out; its cells are still JSON text. `promptSet` indexes the run's prompt sets. */
export type PromptTuple = readonly [
  position: number,
  promptSet: number,
  row: number,
  line: number,
  id: string | null,
  cells: Json<readonly string[]>,
];

/** A prompt set of a run, as far as its prompts need it. */
export interface RunPromptSet {
  readonly name: string;
  readonly columns: readonly string[];
}

/** Prompts with the sets they name, sent once for all of them. */
export interface PromptPage {
  readonly prompts: readonly PromptTuple[];
  /** By index into the run's prompt sets. */
  readonly promptSets: ReadonlyMap<number, RunPromptSet>;
  readonly templates: number;
  readonly repeats: number;
  readonly resumeAfter: number | null;
}

export interface PendingPage extends PromptPage {
  /** Ascending; each lies on one of `prompts`. */
  readonly cells: readonly number[];
}

export interface GridPage extends PromptPage {
  /** Ordered by lane, then cell. */
  readonly records: readonly GridTuple[];
}

export interface GridTuple {
  readonly lane: number;
  readonly row: RecordRow;
  readonly raw: Uint8Array | null;
}

/** A thread's calls once the database is open. */
export type OpenedCalls<Calls> = Omit<Calls, "open">;

/** Any set of calls: names and functions. */
export type CallsOf<Calls> = { [Name in keyof Calls]: (...args: never[]) => unknown };

/** A call as a message. What a message holds is typed by `call`: who sends says `unknown`, who receives `never`. */
export interface Request<Argument> {
  readonly id: number;
  readonly method: string;
  readonly args: readonly Argument[];
}

export type Reply<Value> =
  | { readonly kind: "value"; readonly id: number; readonly value: Value }
  /** The database refused. */
  | { readonly kind: "refused"; readonly id: number; readonly code: string; readonly message: string }
  /** Anything else: a defect of ours. */
  | { readonly kind: "defect"; readonly id: number; readonly error: unknown };
