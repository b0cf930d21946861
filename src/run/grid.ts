import { readEnvironment, type Environment } from "../config/environment.ts";
import type { Config } from "../core/config.ts";
import { defaultParseOptions, type ParseOptions } from "../prompts/options.ts";
import type { RunHandle, RunOptions, RunRecord } from "./run.ts";
import type { Selection } from "../core/run.ts";
import { startRun } from "./start-run.ts";
import type { RunSummary } from "./summary.ts";

/** Options of `run`; whatever is left out has the command's default. */
export interface GridOptions extends Partial<Omit<RunOptions, "selection" | "parse">> {
  readonly selection?: Partial<Selection>;
  readonly parse?: Partial<ParseOptions>;
}

/** The process's environment and the `.env` beside the config, unless the caller gives one. */
async function environmentOf(config: Config, options: GridOptions): Promise<Environment> {
  if (options.environment !== undefined) return options.environment;
  return readEnvironment(undefined, { cwd: config.directory, environment: process.env });
}

/** A grid being filled: iterate over its records as they become durable, or await `finished`, or both. */
export interface Grid extends AsyncIterable<RunRecord> {
  /** Resolves when the first requests go out; rejects with a ProblemsError when the run cannot start. */
  readonly started: Promise<RunHandle>;
  /** Resolves when the tables are written. */
  readonly finished: Promise<RunSummary>;
}

/**
 * Fills the grid of `config` with the guarantees of the command: durable records, resumable under a `runId`, result files
 * in `config.results`. Leaving the iteration early does not stop the run: abort `options.signal` for that.
 */
export function run(config: Config, options: GridOptions = {}): Grid {
  const selection: Selection = {
    where: [],
    limit: null,
    sample: null,
    skipInvalid: options.parse?.skipInvalid ?? false,
    ...options.selection,
  };
  const parse: ParseOptions = {
    ...defaultParseOptions,
    idColumn: config.columns.id,
    ...options.parse,
    skipInvalid: selection.skipInvalid,
  };
  const started = environmentOf(config, options).then((environment) =>
    startRun(config, { ...options, environment, selection, parse }),
  );
  const finished = started.then((handle) => handle.finished);
  // Either promise may be the one that the caller looks at; the other must not count as unhandled.
  started.catch(() => {});
  return {
    started,
    finished,
    async *[Symbol.asyncIterator]() {
      finished.catch(() => {});
      const handle = await started;
      yield* handle.records;
      await handle.finished;
    },
  };
}
