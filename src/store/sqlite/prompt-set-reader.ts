import type { LeftOut } from "../../core/left-out.ts";
import type { StoredPrompt, StoredPromptSet } from "../store.ts";
import type { Connection } from "./connection.ts";
import { childOf, GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import type { ReaderCalls } from "./protocol.ts";
import { PAGE_TEXT } from "./prompt-page.ts";
import type { Json } from "./stored-json.ts";
import { parseStored } from "./stored-json.ts";

/** A row of `prompt_sets`, as far as it is shown. */
export interface PromptSetRow {
  readonly key: number;
  readonly hash: string;
  readonly columns: Json<readonly string[]>;
  readonly row_count: number;
  readonly left_out: Json<LeftOut>;
}

export const PROMPT_SET_COLUMNS = "prompt_sets.key, hash, columns, row_count, prompt_sets.left_out";

/** Reads prompt sets. */
export function promptSetReader(connection: Connection): Pick<ReaderCalls, "findPromptSet" | "readPromptSet"> {
  const selectSet = connection.prepare<[string], PromptSetRow>(
    `select ${PROMPT_SET_COLUMNS} from prompt_sets where hash = ? and is_complete = 1`,
  );
  const selectPrompts = connection.prepare<
    [number, number, number],
    { readonly key: number; readonly line: number; readonly id: string | null; readonly cells: Json<readonly string[]> }
  >("select key, line, id, cells from prompts where key > ? and key < ? order by key limit ?");

  return {
    findPromptSet(hash) {
      const row = selectSet.get(hash);
      return row === undefined ? null : promptSetFromRow(row);
    },

    readPromptSet(setKey, afterRow, limit) {
      const items: StoredPrompt[] = [];
      let size = 0;
      const end = packKey(setKey, GREATEST_CHILD_COUNT);
      for (const { key, line, id, cells } of selectPrompts.iterate(packKey(setKey, afterRow), end, limit)) {
        items.push({ key, row: childOf(key), line, id, cells: parseStored(cells) });
        size += cells.length;
        if (size > PAGE_TEXT) return { items, resumeAfter: childOf(key) };
      }
      return { items, resumeAfter: null };
    },
  };
}

/** The prompt set behind a row. */
export function promptSetFromRow({ key, hash, columns, row_count, left_out }: PromptSetRow): StoredPromptSet {
  return {
    key,
    hash,
    columns: parseStored(columns),
    rows: row_count,
    leftOut: parseStored(left_out),
  };
}
