import type { Prompt } from "../core/task.ts";
import type { StoredPromptSet } from "../store/store.ts";

/** The prompts' own columns as a table shows them. */
export interface InputColumns {
  /** `input.<column>` for the union of the sets' columns, in the order in which they are first seen. */
  readonly headers: readonly string[];
  /** The prompt's cells; null where its set has no such column. */
  cellsOf(prompt: Prompt): (string | null)[];
}

/** Finds the columns of all prompt sets of a run. */
export function inputColumns(promptSets: readonly Pick<StoredPromptSet, "columns">[]): InputColumns {
  const names = [...new Set(promptSets.flatMap((set) => set.columns))];
  return {
    headers: names.map((name) => `input.${name}`),
    // hasOwn: a column may be called "constructor".
    cellsOf: ({ columns }) => names.map((name) => (Object.hasOwn(columns, name) ? (columns[name] ?? null) : null)),
  };
}
