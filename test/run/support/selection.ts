import { join } from "node:path";
import { nothingLeftOut, type LeftOut } from "../../../src/core/left-out.ts";
import { formatProblem, ProblemsError } from "../../../src/core/errors.ts";
import type { Template } from "../../../src/core/messages.ts";
import type { Selection } from "../../../src/core/run.ts";
import { resolveConfig } from "../../../src/config/resolve-config.ts";
import { defaultParseOptions } from "../../../src/prompts/options.ts";
import { ingestPromptSets } from "../../../src/run/prompt-sets.ts";
import { openResults } from "../../../src/run/results.ts";
import { selectPrompts } from "../../../src/run/select-prompts.ts";
import { newRun, planOf } from "../../store/fixtures.ts";
import { temporaryFolder } from "../../support/folder.ts";

/** What a test changes of the selection of everything under the default template. */
export interface SelectionCase extends Partial<Selection> {
  readonly templates?: readonly Template[];
}

/** What was selected, or why nothing could be. */
export interface SelectionOutcome {
  readonly ids: readonly string[];
  readonly leftOut: LeftOut;
  /** One line each; empty when prompts were selected. */
  readonly problems: readonly string[];
  /** Ids as the observer of the selection saw them; null where the row has none. */
  readonly observed: readonly (string | undefined)[];
}

/** Reads real files (name → text), selects from them into a real store, and reads back what a lane would be given. */
export async function selectFrom(
  files: Readonly<Record<string, string>>,
  { templates, ...changes }: SelectionCase = {},
): Promise<SelectionOutcome> {
  const directory = await temporaryFolder(files);
  const written = {
    prompts: Object.keys(files),
    models: [{ name: "m", model: "m", baseUrl: "http://127.0.0.1:9/v1" }],
  };
  const resolved = resolveConfig(written, { directory, environment: {} });
  const config = templates === undefined ? resolved : { ...resolved, templates };
  const selection: Selection = { where: [], limit: null, sample: null, skipInvalid: false, ...changes };
  const parse = { ...defaultParseOptions, skipInvalid: selection.skipInvalid };
  const observed: (string | undefined)[] = [];
  await using results = await openResults(join(directory, "results"));
  try {
    const sets = await ingestPromptSets(results.store, config, { parse, selection });
    const plan = planOf(sets.map(({ name, stored }) => ({ name, hash: stored.hash })));
    const draft = await results.store.beginRun(
      newRun(
        plan,
        sets.map(({ stored }) => stored.key),
      ),
    );
    const input = { store: results.store, sets, templates: config.templates, selection };
    const leftOut = await selectPrompts(draft, input, (page) => observed.push(...page.map(({ cells }) => cells["id"])));
    const run = await draft.complete(leftOut);
    const tasks = await results.store.pendingTasks(run.key, 0, -1, 10_000);
    return { ids: tasks.map(({ prompt }) => prompt.id), leftOut, problems: [], observed };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { ids: [], leftOut: nothingLeftOut, problems: error.problems.map(formatProblem), observed };
  }
}
