import { readFile } from "node:fs/promises";
import * as z from "zod";

/** What a run.json beside a table says of how its answers came about. */
export interface RunFacts {
  readonly runId: string;
  readonly simulated: boolean;
  readonly versions: Readonly<Record<string, string>>;
  readonly gitCommit: string | null;
  readonly promptSets: readonly { readonly name: string; readonly hash: string }[];
  readonly templates: readonly { readonly name: string }[];
  readonly models: readonly { readonly name: string }[];
  /** Those whose scores stand in its tables. */
  readonly scorers: readonly ScorerFacts[];
}

/** What is known of a scorer of a run. */
export interface ScorerFacts {
  readonly name: string;
  /** SHA-256 of all that its scores depend on. */
  readonly hash: string;
  /** Whether its scores are amounts rather than judgements from 0 to 1. */
  readonly isAmount: boolean;
}

const runJson = z.object({
  run_id: z.string(),
  simulated: z.boolean(),
  versions: z.record(z.string(), z.string()),
  git_commit: z.string().nullable(),
  prompt_sets: z.array(z.object({ name: z.string(), hash: z.string() })),
  templates: z.array(z.looseObject({ name: z.string() })),
  models: z.array(z.looseObject({ name: z.string() })),
  scorers: z.array(z.object({ name: z.string(), hash: z.string(), is_amount: z.boolean() })).default([]),
});

/** Reads a run.json; null where there is none, or it is of another shape: a table alone is enough to compare. */
export async function readRunFacts(path: string): Promise<RunFacts | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error) return null;
    throw error;
  }
  const facts = runJson.safeParse(parseJson(text));
  if (!facts.success) return null;
  const { run_id: runId, simulated, versions, git_commit: gitCommit, prompt_sets: promptSets } = facts.data;
  const { templates, models } = facts.data;
  const scorers = facts.data.scorers.map(({ name, hash, is_amount: isAmount }) => ({ name, hash, isAmount }));
  return { runId, simulated, versions, gitCommit, promptSets, templates, models, scorers };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
