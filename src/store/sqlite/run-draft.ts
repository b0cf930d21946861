import type { DuplicateId, RunDraft, StoredRun } from "../store.ts";
import type { DatabaseThread } from "./database-thread.ts";
import type { WriterCalls } from "./protocol.ts";

/** What a run draft reads back. */
export interface RunDraftReads {
  readonly duplicateIds: (limit: number) => Promise<DuplicateId[]>;
  readonly find: () => Promise<StoredRun>;
}

/** The main thread's end of a run whose prompts are being selected. */
export function runDraft(writer: DatabaseThread<WriterCalls>, runKey: number, reads: RunDraftReads): RunDraft {
  let nextPosition = 0;
  return {
    async select(prompts) {
      const keys = Float64Array.from(prompts, ({ promptKey }) => promptKey);
      const sets = Uint32Array.from(prompts, ({ promptSet }) => promptSet);
      const firstPosition = nextPosition;
      nextPosition += prompts.length;
      await writer.call("selectPrompts", [runKey, firstPosition, keys, sets], [keys.buffer, sets.buffer]);
    },

    duplicateIds: (limit) => reads.duplicateIds(limit),

    async leaveOut(positions) {
      await writer.call("leaveOutPrompts", [runKey, positions]);
    },

    async complete(leftOut) {
      await writer.call("completeRun", [runKey, leftOut]);
      return await reads.find();
    },

    async abandon() {
      await writer.call("abandonRun", [runKey]);
    },
  };
}
