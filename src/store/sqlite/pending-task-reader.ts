import type { Connection } from "./connection.ts";
import { childOf, GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import { PAGE_TEXT, runPrompts } from "./prompt-page.ts";
import type { PromptTuple, ReaderCalls } from "./protocol.ts";

/** Settled cells are read in pages that grow to this: a resumed lane skips a million of them in a fraction of a second. */
const FIRST_SCAN = 256;
const LONGEST_SCAN = 16_384;

/** Reads what a lane has still to do: the gaps between its settled cells, filled with prompts. */
export function pendingTaskReader(connection: Connection): Pick<ReaderCalls, "pendingTasks"> {
  const prompts = runPrompts(connection);
  const selectSettled = connection
    .prepare<[number, number, number], number>(
      "select key from records where key >= ? and key < ? order by key limit ?",
    )
    .pluck();

  return {
    pendingTasks(runKey, lane, afterCell, limit) {
      const laneKey = prompts.laneKeyOf(runKey, lane);
      const { templates, repeats, lastPosition } = prompts.shapeOf(runKey);
      const perPrompt = templates * repeats;
      const end = (lastPosition + 1) * perPrompt;
      const found: PromptTuple[] = [];
      const cells: number[] = [];
      let size = 0;
      let isLarge = false;

      /** Collects the tasks of `from` ≤ cell < `to`, which have no record; tells whether the page is full. */
      const collect = (from: number, to: number): boolean => {
        const first = Math.floor(from / perPrompt);
        const last = Math.floor((to - 1) / perPrompt);
        const enough = Math.ceil((limit - cells.length) / perPrompt) + 1;
        for (const prompt of prompts.between(runKey, first, last, enough)) {
          const start = prompt[0] * perPrompt;
          if (found.at(-1)?.[0] !== prompt[0]) {
            found.push(prompt);
            size += prompt[5].length;
          }
          for (let cell = Math.max(from, start); cell < Math.min(to, start + perPrompt); cell += 1) {
            cells.push(cell);
            if (cells.length >= limit) return true;
          }
          isLarge = size > PAGE_TEXT;
          if (isLarge) return true;
        }
        return false;
      };

      let next = afterCell + 1;
      let isFull = limit <= 0;
      for (let scan = FIRST_SCAN; next < end && !isFull; scan = Math.min(scan * 2, LONGEST_SCAN)) {
        const settled = selectSettled.all(packKey(laneKey, next), packKey(laneKey, GREATEST_CHILD_COUNT), scan);
        for (const key of settled) {
          const cell = childOf(key);
          isFull = cell > next && collect(next, Math.min(cell, end));
          next = cell + 1;
          if (isFull) break;
        }
        if (!isFull && settled.length < scan && next < end) {
          isFull = collect(next, end);
          next = end;
        }
      }
      return {
        prompts: found,
        promptSets: prompts.promptSetsOf(runKey, found),
        templates,
        repeats,
        cells,
        resumeAfter: isLarge && cells.length < limit ? (cells.at(-1) ?? null) : null,
      };
    },
  };
}
