import type { LeftOut } from "../../core/left-out.ts";
import type { Connection } from "./connection.ts";
import { writeTransaction } from "./connection.ts";
import type { DraftSweeper } from "./draft-sweeper.ts";
import { GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import type { Leases } from "./leases.ts";
import type { PackedPrompts, WriterCalls } from "./protocol.ts";

type PromptSetCalls = Pick<WriterCalls, "beginPromptSet" | "appendPrompts" | "completePromptSet" | "abandonPromptSet">;

/** Writes prompt sets: drafts until they are complete, then one per hash. */
export function promptSetWriter(connection: Connection, leases: Leases, sweeper: DraftSweeper): PromptSetCalls {
  const insertSet = connection.prepare("insert into prompt_sets (hash) values (?)");
  const insertPrompt = connection.prepare("insert into prompts (key, line, id, cells) values (?, ?, ?, ?)");
  const selectComplete = connection.prepare("select 1 from prompt_sets where hash = ? and is_complete = 1");
  const selectDraftHash = connection
    .prepare<[number], string>("select hash from prompt_sets where key = ? and is_complete = 0")
    .pluck();
  const countPrompts = connection
    .prepare<[number, number], number>("select count(*) from prompts where key >= ? and key < ?")
    .pluck();
  const completeSet = connection.prepare(
    "update prompt_sets set is_complete = 1, columns = ?, row_count = ?, left_out = ? where key = ?",
  );

  return {
    beginPromptSet(hash) {
      sweeper.start();
      return writeTransaction(connection, () => {
        const key = Number(insertSet.run(hash).lastInsertRowid);
        leases.hold("prompt_sets", key);
        return key;
      });
    },

    appendPrompts(setKey, { places, ids, cells }: PackedPrompts) {
      writeTransaction(connection, () => {
        for (const [index, text] of cells.entries()) {
          const row = places[2 * index] ?? 0;
          insertPrompt.run(packKey(setKey, row), places[2 * index + 1] ?? 0, ids[index] ?? null, text);
        }
      });
    },

    /** Where another process has completed the same hash meanwhile, its set counts and this draft goes. */
    completePromptSet(setKey, columns: readonly string[], leftOut: LeftOut) {
      const isFirst = writeTransaction(connection, () => {
        leases.demandHeld("prompt_sets", setKey);
        const hash = selectDraftHash.get(setKey);
        leases.release("prompt_sets", setKey);
        if (hash === undefined || selectComplete.get(hash) !== undefined) return false;
        const rows = countPrompts.get(packKey(setKey, 0), packKey(setKey, GREATEST_CHILD_COUNT)) ?? 0;
        completeSet.run(JSON.stringify(columns), rows, JSON.stringify(leftOut), setKey);
        return true;
      });
      if (!isFirst) sweeper.start();
    },

    async abandonPromptSet(setKey) {
      leases.release("prompt_sets", setKey);
      await sweeper.remove("prompt_sets", setKey);
    },
  };
}
