import { join } from "node:path";
import { findSource, type Source } from "../compare/source.ts";
import { ProblemsError } from "../core/errors.ts";
import type { Store } from "../store/store.ts";
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

/** How one side of a comparison is looked for. */
export interface SourceOptions {
  /** The option or command that names it, for messages. @default "compare" */
  readonly where?: string;
  /** Id of a run that `latest:NAME` passes over: the other side. */
  readonly except?: string | null | undefined;
}

const FIX =
  "Name a run (`promptgrid runs` lists them), a baseline (`promptgrid baseline list`), a results folder or a completions.csv";

/**
 * What a user means by one side of a comparison: a baseline by its name, a run of the results folder by its id, as `latest`
 * or as `latest:NAME`, a results folder, or a completions.csv. Throws a ProblemsError when it is none of them.
 */
export async function comparisonSource(
  name: string,
  places: SourcePlaces,
  { where = "compare", except = null }: SourceOptions = {},
): Promise<Source> {
  const { results, directory, hasResults } = places;
  const isPath = /[/\\]|\.csv$/.test(name);
  if (!isPath && hasResults) {
    const id = await runIdOf(name, results, { where, except });
    const ofRun = await findSource(join(results, id), directory);
    if (ofRun !== null) return ofRun;
    if (id !== name) throw new ProblemsError([withoutTables(where, name, id)]);
  }
  const atPath = await findSource(name, directory);
  if (atPath !== null) return atPath;
  throw new ProblemsError([
    {
      where,
      what: isPath
        ? "there is no such folder or file"
        : `there is no such run or baseline in ${results}, nor a folder of that name`,
      found: name,
      fix: FIX,
    },
  ]);
}

const NEWEST_OF = "latest:";

async function runIdOf(name: string, folder: string, { where, except }: Required<SourceOptions>): Promise<string> {
  await using results = await openResults(folder);
  const { store } = results;
  if (name === "latest") return (await findRunOrLatest(store, "latest")).id;
  if (name.startsWith(NEWEST_OF)) return await latestNamed(store, name.slice(NEWEST_OF.length), { where, except });
  const baseline = (await store.baselines()).find((each) => each.name === name);
  return baseline?.runId ?? name;
}

/** The newest complete run with this label that was not simulated. */
async function latestNamed(store: Store, label: string, { where, except }: Required<SourceOptions>): Promise<string> {
  const labelled = (await store.listRuns()).filter(({ name, id }) => name === label && id !== except);
  const latest = labelled.find(({ status, plan }) => status === "complete" && !plan.simulated);
  if (latest !== undefined) return latest.id;
  const others = labelled.length === 0 ? "" : `, only ${labelled.length} incomplete or simulated`;
  throw new ProblemsError([
    {
      where,
      what: `there is no complete run with --name ${label} to compare with${others}`,
      found: `${NEWEST_OF}${label}`,
      fix: "The first run of a series has none: run it without --gate, or name another baseline",
    },
  ]);
}

function withoutTables(where: string, name: string, id: string) {
  return {
    where,
    what: `stands for run ${id}, whose tables are gone`,
    found: name,
    fix: `Write them again: promptgrid export ${id}`,
  };
}
