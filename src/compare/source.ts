import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ProblemsError } from "../core/errors.ts";
import { readRunFacts, type RunFacts } from "./run-facts.ts";

/** One side of a comparison before it is read. */
export interface Source {
  /** As the report calls it: the run's id where that is known, else the path as it was given. */
  readonly label: string;
  /** The completions.csv, absolute. */
  readonly completions: string;
  /** What the run.json beside it says; null without one. */
  readonly facts: RunFacts | null;
}

const TABLE = "completions.csv";

/**
 * The completions.csv at `path`, or in the folder at `path`; null when nothing is there. Throws a ProblemsError for a
 * folder without the table.
 */
export async function findSource(path: string, directory: string): Promise<Source | null> {
  const absolute = resolve(directory, path);
  const kind = await kindOf(absolute);
  if (kind === null) return null;
  if (kind === "file") return describe(absolute, path);
  const table = join(absolute, TABLE);
  if ((await kindOf(table)) !== "file") {
    const fix =
      "`promptgrid resume` writes the tables of a run that was cut off; `promptgrid export` writes them again";
    throw new ProblemsError([{ where: path, what: `holds no ${TABLE}`, fix }]);
  }
  return describe(table, path);
}

async function describe(completions: string, path: string): Promise<Source> {
  const isNamed = basename(completions) === TABLE;
  const facts = isNamed ? await readRunFacts(join(dirname(completions), "run.json")) : null;
  return { label: facts?.runId ?? path, completions, facts };
}

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
}
