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
  readonly scorers: readonly { readonly name: string; readonly type: string }[];
}

const runJson = z.object({
  run_id: z.string(),
  simulated: z.boolean(),
  versions: z.record(z.string(), z.string()),
  git_commit: z.string().nullable(),
  prompt_sets: z.array(z.object({ name: z.string(), hash: z.string() })),
  templates: z.array(z.looseObject({ name: z.string() })),
  models: z.array(z.looseObject({ name: z.string() })),
  config: z.looseObject({ scorers: z.array(z.looseObject({ name: z.string(), type: z.string() })).default([]) }),
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
  const { templates, models, config } = facts.data;
  return { runId, simulated, versions, gitCommit, promptSets, templates, models, scorers: config.scorers };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
