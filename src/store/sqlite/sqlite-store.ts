import { resolve } from "node:path";
import { systemClock } from "../../core/clock.ts";
import type { Clock } from "../../core/clock.ts";
import { StoreError } from "../../core/errors.ts";
import type { LaneStop } from "../../core/run.ts";
import type { Task } from "../../core/task.ts";
import type { GridRow, LaneRecord, NewRun, RunUpdate, SampledFigure, Store, StoredPrompt } from "../store.ts";
import { CommitQueue } from "./commit-queue.ts";
import { packRecords } from "./packed-records.ts";
import { gridRowsOf, tasksOf } from "./prompt-from-tuple.ts";
import { promptSetDraft } from "./prompt-set-draft.ts";
import type { ReaderCalls } from "./protocol.ts";
import { runDraft } from "./run-draft.ts";
import { scoreCalls } from "./score-calls.ts";
import { StoreThreads } from "./store-threads.ts";

export interface StoreOptions {
  /** Times the group commit and dates superseded records; leases are between machines and always take real time. */
  readonly clock?: Clock;
  /** Longest time that a record waits for others to share its transaction, milliseconds. @default 20 */
  readonly commitIntervalMs?: number;
  /** Pages that the database may grow to, 16 KB each; beyond them it acts as on a full disk. @default no limit */
  readonly maximumPages?: number;
  /** Threads that were started ahead; the store takes them over. @default new ones */
  readonly threads?: StoreThreads | undefined;
}

/**
 * Opens the SQLite database at `path`, made with its folder when there is none. Rejects with a StoreError when the file is
 * damaged, of another program or of a newer promptgrid, or cannot be written. Close it with `await using`.
 */
export async function openStore(path: string, options: StoreOptions = {}): Promise<Store> {
  const clock = options.clock ?? systemClock;
  const threads = options.threads ?? new StoreThreads();
  const { writer, reader } = threads;
  try {
    const file = { path: resolve(path), maximumPages: options.maximumPages ?? null };
    // The writer makes the file and its tables; meanwhile the reader's code is loading.
    await writer.call("open", [file]);
    await reader.call("open", [file]);
  } catch (error) {
    await threads[Symbol.asyncDispose]();
    throw error;
  }
  return sqliteStore(threads, clock, options.commitIntervalMs ?? 20);
}

function sqliteStore(threads: StoreThreads, clock: Clock, commitIntervalMs: number): Store {
  const { writer, reader } = threads;
  const commits = new CommitQueue(
    (records) => {
      const packed = packRecords(records);
      return writer.call("commit", [packed], [packed.numbers.buffer, packed.raws.buffer]);
    },
    clock,
    commitIntervalMs,
  );
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await commits.drain();
    // The reader goes first: the last connection to close takes the log away.
    try {
      await unlessRefused(reader.call("close", []));
      await unlessRefused(writer.call("close", []));
    } finally {
      await threads[Symbol.asyncDispose]();
    }
  };

  return {
    findPromptSet: (hash) => reader.call("findPromptSet", [hash]),

    async beginPromptSet(hash) {
      const key = await writer.call("beginPromptSet", [hash]);
      return promptSetDraft(writer, key, async () => found(await reader.call("findPromptSet", [hash])));
    },

    async readPromptSet(setKey, afterRow, limit) {
      const prompts: StoredPrompt[] = [];
      for (let after: number | null = afterRow; after !== null && prompts.length < limit;) {
        const page: Awaited<ReturnType<ReaderCalls["readPromptSet"]>> = await reader.call("readPromptSet", [
          setKey,
          after,
          limit - prompts.length,
        ]);
        prompts.push(...page.items);
        after = page.resumeAfter;
      }
      return prompts;
    },

    async beginRun(run: NewRun) {
      const key = await writer.call("beginRun", [run]);
      return runDraft(writer, key, {
        duplicateIds: (limit) => reader.call("duplicateIds", [key, limit]),
        find: async () => found(await reader.call("findRun", [run.id])),
      });
    },

    findRun: (id) => reader.call("findRun", [id]),
    listRuns: () => reader.call("listRuns", []),
    derivedRuns: (parent) => reader.call("derivedRuns", [parent]),
    claimRun: (runKey) => writer.call("claimRun", [runKey]),
    updateRun: (runKey, update: RunUpdate) => writer.call("updateRun", [runKey, update]),
    setLaneStop: (runKey, lane, stop: LaneStop | null) => writer.call("setLaneStop", [runKey, lane, stop]),
    setUnrecordedSpend: (runKey, lane, spend) => writer.call("setUnrecordedSpend", [runKey, lane, spend]),

    addLimitHistories: (runKey, histories) => writer.call("addLimitHistories", [runKey, histories]),
    limitHistories: (runKey) => reader.call("limitHistories", [runKey]),

    setBaseline: (name, runKey) => writer.call("setBaseline", [name, runKey, clock.now()]),
    removeBaseline: (name) => writer.call("removeBaseline", [name]),
    baselines: () => reader.call("baselines", []),

    async pendingTasks(runKey, lane, afterCell, limit) {
      const tasks: Task[] = [];
      for (let after: number | null = afterCell; after !== null && tasks.length < limit;) {
        const page: Awaited<ReturnType<ReaderCalls["pendingTasks"]>> = await reader.call("pendingTasks", [
          runKey,
          lane,
          after,
          limit - tasks.length,
        ]);
        tasks.push(...tasksOf(page));
        after = page.resumeAfter;
      }
      return tasks;
    },

    commit(runKey, records: readonly LaneRecord[]) {
      if (closing !== null) return Promise.reject(new StoreError("STORE_CLOSED", "the store is closed"));
      return commits.add(records.map(({ lane, record }) => ({ runKey, lane, record })));
    },

    flush: () => commits.drain(),
    reopenFailed: (runKey) => writer.call("reopenFailed", [runKey, clock.now()]),
    totals: (runKey) => reader.call("totals", [runKey]),
    requestsSince: (runKey, since) => reader.call("requestsSince", [runKey, since]),
    samples: (runKey, lane, template, figure: SampledFigure) =>
      reader.call("samples", [runKey, lane, template, figure]),
    failures: (runKey) => reader.call("failures", [runKey]),

    async gridRows(runKey, afterPosition, limit) {
      const rows: GridRow[] = [];
      for (let after: number | null = afterPosition; after !== null && rows.length < limit;) {
        const page: Awaited<ReturnType<ReaderCalls["gridRows"]>> = await reader.call("gridRows", [
          runKey,
          after,
          limit - rows.length,
        ]);
        rows.push(...gridRowsOf(page));
        after = page.resumeAfter;
      }
      return rows;
    },

    async findGridRow(runKey, promptId) {
      const page = await reader.call("findGridRow", [runKey, promptId]);
      return page === null ? null : (gridRowsOf(page)[0] ?? null);
    },

    ...scoreCalls(writer, reader),

    async [Symbol.asyncDispose]() {
      closing ??= close();
      await closing;
    },
  };
}

/** What cannot be closed in order is left as it is: what was committed is safe, and whoever had a call open was told. */
async function unlessRefused(closing: Promise<void>): Promise<void> {
  try {
    await closing;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

/** What was completed a moment ago; only another program can have taken it away. */
function found<Item>(item: Item | null): Item {
  if (item === null)
    throw new StoreError("NOT_FOUND", "what was just stored is gone: another program changed the database");
  return item;
}
