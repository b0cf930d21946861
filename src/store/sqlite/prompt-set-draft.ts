import type { LeftOut } from "../../core/left-out.ts";
import type { PromptRow } from "../../core/prompt-row.ts";
import type { PromptSetDraft, StoredPromptSet } from "../store.ts";
import type { DatabaseThread } from "./database-thread.ts";
import type { WriterCalls } from "./protocol.ts";

/** Text of one message to the writer thread, UTF-16 units: its heap is small, a file's rows need not be. */
const MESSAGE_TEXT = 2 ** 21;

/** The main thread's end of a prompt set that is being ingested. */
export function promptSetDraft(
  writer: DatabaseThread<WriterCalls>,
  setKey: number,
  find: () => Promise<StoredPromptSet>,
): PromptSetDraft {
  const send = async (rows: readonly PromptRow[], cells: readonly string[]): Promise<void> => {
    const places = Float64Array.from(rows.flatMap(({ row, line }) => [row, line]));
    const ids = rows.map(({ id }) => id?.toWellFormed() ?? null);
    await writer.call("appendPrompts", [setKey, { places, ids, cells }], [places.buffer]);
  };

  return {
    async append(rows) {
      let start = 0;
      let cells: string[] = [];
      let size = 0;
      for (const [index, row] of rows.entries()) {
        const text = JSON.stringify(row.cells);
        cells.push(text);
        size += text.length;
        if (size < MESSAGE_TEXT && index < rows.length - 1) continue;
        await send(rows.slice(start, index + 1), cells);
        start = index + 1;
        cells = [];
        size = 0;
      }
    },

    async complete(columns: readonly string[], leftOut: LeftOut) {
      await writer.call("completePromptSet", [setKey, columns, leftOut]);
      return await find();
    },

    async abandon() {
      await writer.call("abandonPromptSet", [setKey]);
    },
  };
}
