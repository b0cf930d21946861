import { join } from "node:path";
import { findSource, type Source } from "../compare/source.ts";
import { ProblemsError } from "../core/errors.ts";
import { findRunOrLatest, openResults } from "./results.ts";

/** Where the sides of a comparison are looked for. */
export interface SourcePlaces {
  /** Results folder, absolute. */
  readonly results: string;
  /** Working directory, absolute; paths are relative to it. */
  readonly directory: string;
  /** Whether the results folder has a database. */
  readonly hasResults: boolean;
}

/**
 * What a user means by one side of a comparison: a run of the results folder by its id or as `latest`, a results folder, or
 * a completions.csv. Throws a ProblemsError when it is none of them.
 */
export async function comparisonSource(name: string, places: SourcePlaces): Promise<Source> {
  const { results, directory, hasResults } = places;
  const isPath = /[/\\]|\.csv$/.test(name);
  if (!isPath && hasResults) {
    const id = name === "latest" ? await latestRun(results) : name;
    const ofRun = await findSource(join(results, id), directory);
    if (ofRun !== null) return ofRun;
  }
  const atPath = await findSource(name, directory);
  if (atPath !== null) return atPath;
  throw new ProblemsError([
    {
      where: "compare",
      what: isPath
        ? "there is no such folder or file"
        : `there is no such run in ${results}, nor a folder of that name`,
      found: name,
      fix: "Name a run (`promptgrid runs` lists them), its results folder or a completions.csv",
    },
  ]);
}

async function latestRun(folder: string): Promise<string> {
  await using results = await openResults(folder);
  const run = await findRunOrLatest(results.store, "latest");
  return run.id;
}
