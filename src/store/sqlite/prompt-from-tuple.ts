import type { Prompt, Task } from "../../core/task.ts";
import { placeOf } from "../../core/task.ts";
import type { GridRecord, GridRow } from "../store.ts";
import { childOf } from "./keys.ts";
import type { GridPage, PendingPage, PromptPage, PromptTuple } from "./protocol.ts";
import { recordFromRow } from "./record-row.ts";
import { parseStored } from "./stored-json.ts";

/** The prompts of a page, in its order. */
export function promptsOf(page: PromptPage): Prompt[] {
  return page.prompts.map((tuple) => promptFromTuple(tuple, page));
}

/** The tasks of a page, in its order. */
export function tasksOf(page: PendingPage): Task[] {
  const prompts = new Map(page.prompts.map((tuple) => [tuple[0], promptFromTuple(tuple, page)]));
  const tasks: Task[] = [];
  for (const cell of page.cells) {
    const { position, template, repeat } = placeOf(page, cell);
    const prompt = prompts.get(position);
    if (prompt !== undefined) tasks.push({ cell, prompt, template, repeat });
  }
  return tasks;
}

/** The rows of a page, each with its records by lane, then cell. */
export function gridRowsOf(page: GridPage): GridRow[] {
  const records = new Map<number, GridRecord[]>(page.prompts.map(([position]) => [position, []]));
  for (const { lane, row, raw } of page.records) {
    const cell = childOf(row[0]);
    const { position, template, repeat } = placeOf(page, cell);
    records.get(position)?.push({ ...recordFromRow(row, cell, raw), lane, template, repeat });
  }
  return page.prompts.map((tuple) => ({
    prompt: promptFromTuple(tuple, page),
    records: records.get(tuple[0]) ?? [],
  }));
}

function promptFromTuple([position, ordinal, row, line, id, cells]: PromptTuple, page: PromptPage): Prompt {
  const promptSet = page.promptSets.get(ordinal) ?? { name: "", columns: [] };
  const texts = parseStored(cells);
  // The cells that a short row lacks are empty. fromEntries makes own properties even of names like __proto__.
  const columns = Object.fromEntries(promptSet.columns.map((column, index) => [column, texts[index] ?? ""]));
  return { position, promptSet: promptSet.name, row, line, id: id ?? `${promptSet.name}:${row}`, columns };
}
