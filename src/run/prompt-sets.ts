import type { Config } from "../core/config.ts";
import { ProblemsError, type Problem } from "../core/errors.ts";
import type { Template } from "../core/messages.ts";
import { checkParseOptions } from "../prompts/check-parse-options.ts";
import { checkWhere } from "../prompts/check-where.ts";
import { compileTemplate } from "../prompts/compile-template.ts";
import { findPromptFiles } from "../prompts/find-prompt-files.ts";
import { hashPromptFile } from "../prompts/hash-prompt-file.ts";
import type { ParseOptions } from "../prompts/options.ts";
import { parsePromptSet } from "../prompts/parse-prompt-set.ts";
import { STANDARD_INPUT, type PromptFile } from "../prompts/prompt-file.ts";
import { spoolStandardInput } from "../prompts/spool-standard-input.ts";
import type { PromptNeeds } from "./judging/judge-scorer.ts";
import type { Store, StoredPromptSet } from "../store/store.ts";
import { missingScorerColumns } from "./expected-values.ts";
import type { RunOptions } from "./run.ts";

/** A prompt set of a run, stored. */
export interface NamedPromptSet {
  readonly name: string;
  readonly stored: StoredPromptSet;
}

/**
 * Stores every prompt set that the config names, each once per hash of bytes and options, and returns them in order.
 * Throws a ProblemsError with what is wrong in all of them, missing columns of those that can be read included.
 */
export async function ingestPromptSets(
  store: Store,
  config: Config,
  { parse, selection, signal }: Pick<RunOptions, "parse" | "selection" | "signal">,
  scorers: readonly PromptNeeds[] = [],
): Promise<NamedPromptSet[]> {
  const { files, problems: missing } = await findPromptFiles(config.prompts, config.directory);
  const problems = [...checkParseOptions(parse), ...missing];
  const sets: NamedPromptSet[] = [];
  for (const file of problems.length === missing.length ? files : []) {
    await using spooled = file.path === STANDARD_INPUT ? await spoolStandardInput(process.stdin, signal) : null;
    const ingested = await ingest(store, spooled?.file ?? file, parse, signal);
    if (ingested.kind === "stored") sets.push({ name: file.name, stored: ingested.set });
    else problems.push(...ingested.problems);
  }
  // The column that --where names may be one of a file that cannot be read.
  const where = problems.length === 0 ? selection.where : [];
  const columns = sets.map(({ stored }) => stored.columns);
  problems.push(...checkWhere(where, columns), ...sets.flatMap((set) => missingColumns(set, config.templates)));
  problems.push(
    ...missingScorerColumns(
      scorers,
      sets.map(({ name, stored }) => ({ name, columns: stored.columns })),
    ),
  );
  if (problems.length > 0) throw new ProblemsError(problems);
  return sets;
}

function missingColumns({ name, stored }: NamedPromptSet, templates: readonly Template[]): Problem[] {
  return templates.flatMap((template) => compileTemplate(template, stored.columns, name).problems);
}

type Ingested =
  | { readonly kind: "stored"; readonly set: StoredPromptSet }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

async function ingest(store: Store, file: PromptFile, parse: ParseOptions, signal?: AbortSignal): Promise<Ingested> {
  const hash = await hashPromptFile(file, parse, signal);
  const known = await store.findPromptSet(hash);
  if (known !== null) return { kind: "stored", set: known };
  const draft = await store.beginPromptSet(hash);
  let isComplete = false;
  try {
    for await (const part of parsePromptSet(file, parse, signal)) {
      if (part.kind === "rows") await draft.append(part.rows);
      else if (part.problems.length > 0) return { kind: "refused", problems: part.problems };
      else {
        const set = await draft.complete(part.columns, { count: part.skippedRows, problems: part.skipped });
        isComplete = true;
        return { kind: "stored", set };
      }
    }
    throw new Error(`reading ${file.name} gave no end`);
  } finally {
    if (!isComplete) await draft.abandon();
  }
}
