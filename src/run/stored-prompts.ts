import { matchesWhere, type Where } from "../prompts/matches-where.ts";
import type { Store } from "../store/store.ts";
import type { NamedPromptSet } from "./prompt-sets.ts";

/** Rows read from the store at once. */
const PAGE_ROWS = 1000;

/** A stored row with its cells by column name. */
export interface CandidatePrompt {
  readonly promptKey: number;
  /** Index of its set. */
  readonly promptSet: number;
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** The rows of all sets in input order that pass `where`, a page at a time. */
export async function* storedPrompts(
  store: Store,
  sets: readonly NamedPromptSet[],
  where: Where,
): AsyncGenerator<CandidatePrompt[], void> {
  for (const [promptSet, { stored }] of sets.entries()) {
    let afterRow = 0;
    for (;;) {
      const rows = await store.readPromptSet(stored.key, afterRow, PAGE_ROWS);
      const last = rows.at(-1);
      if (last === undefined) break;
      afterRow = last.row;
      yield rows
        .map((row) => ({
          promptKey: row.key,
          promptSet,
          line: row.line,
          cells: Object.fromEntries(stored.columns.map((column, index) => [column, row.cells[index] ?? ""])),
        }))
        .filter((prompt) => matchesWhere(prompt.cells, where));
    }
  }
}
