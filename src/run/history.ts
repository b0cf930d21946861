import { join } from "node:path";
import { compare, type CompareOptions } from "../compare/compare.ts";
import { openCompletions } from "../compare/completions-file.ts";
import { reportComparison } from "../compare/report-comparison.ts";
import type { ReportedArm } from "../compare/report.ts";
import { findSource, type Source } from "../compare/source.ts";
import { ProblemsError } from "../core/errors.ts";
import type { Store, StoredRun } from "../store/store.ts";

/** Which runs a history is of. */
export interface HistoryOptions {
  /** Label given with `--name`; null takes every run. */
  readonly name: string | null;
  /** The newest so many. */
  readonly last: number;
}

/** A run in its series. */
export interface HistoryEntry {
  readonly runId: string;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  /** The run's own figures, one entry per model and template. */
  readonly arms: readonly ReportedArm[];
  /** What differs from the run before, over the prompts that both have; null for the first and where nothing pairs. */
  readonly changes: readonly ReportedArm[] | null;
  /** By model: what the endpoint said that it is. */
  readonly returnedModels: ReadonlyMap<string, readonly string[]>;
}

const PLAIN: CompareOptions = {
  choice: { model: null, models: null, templates: null },
  by: null,
  cluster: null,
  seed: 1,
  isAgainstItself: false,
};

/** The last runs of a series that are complete, were not simulated and have tables, oldest first. */
export async function readHistory(
  store: Store,
  folder: string,
  { name, last }: HistoryOptions,
): Promise<HistoryEntry[]> {
  const runs = (await store.listRuns())
    .filter((run) => run.status === "complete" && !run.plan.simulated && (name === null || run.name === name))
    .slice(0, last)
    .toReversed();
  const entries: HistoryEntry[] = [];
  let before: Source | null = null;
  for (const run of runs) {
    const source = await findSource(join(folder, run.id), folder).catch(unlessProblem);
    if (source === null) continue;
    entries.push(await entryOf(run, source, before));
    before = source;
  }
  return entries;
}

async function entryOf({ id, createdAt }: StoredRun, source: Source, before: Source | null): Promise<HistoryEntry> {
  return {
    runId: id,
    createdAt,
    arms: (await armsOf(source, source)) ?? [],
    changes: before === null ? null : await armsOf(before, source),
    returnedModels: await readReturnedModels(source.completions),
  };
}

async function armsOf(baseline: Source, candidate: Source): Promise<readonly ReportedArm[] | null> {
  const comparison = await compare(baseline, candidate, PLAIN).catch(unlessProblem);
  return comparison === null ? null : (await reportComparison(comparison, { rows: 0, gate: null })).arms;
}

/** Tables that are gone or have nothing in common are no reason to show no history. */
function unlessProblem(error: unknown): null {
  if (error instanceof ProblemsError) return null;
  throw error;
}

async function readReturnedModels(path: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const { columns, rows } = await openCompletions(path);
  const [model, returned] = [columns.indexOf("model"), columns.indexOf("returned_model")];
  const found = new Map<string, Set<string>>();
  for await (const batch of rows(["model", "returned_model"])) {
    for (const row of batch) {
      const name = row[returned] ?? "";
      if (name === "") continue;
      const names = found.get(row[model] ?? "") ?? new Set();
      found.set(row[model] ?? "", names.add(name));
    }
  }
  return new Map([...found].map(([key, names]) => [key, [...names].sort()]));
}
