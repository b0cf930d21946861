import type { Prompt } from "../../core/task.ts";
import type { CellScore, RunScorer, ScoreStore } from "../score-store.ts";
import type { DatabaseThread } from "./database-thread.ts";
import { packScores, unpackScores } from "./packed-scores.ts";
import { promptsOf } from "./prompt-from-tuple.ts";
import type { PromptPage, ReaderCalls, WriterCalls } from "./protocol.ts";

/** Scores of one transaction: more would keep other processes waiting. */
const LARGEST_BATCH = 10_000;

/** The part of the store that keeps scores. */
export function scoreCalls(writer: DatabaseThread<WriterCalls>, reader: DatabaseThread<ReaderCalls>): ScoreStore {
  return {
    async setScorers(runKey, scorers: readonly RunScorer[]) {
      await writer.call("setScorers", [runKey, scorers]);
      return reader.call("runScorers", [runKey]);
    },

    runScorers: (runKey) => reader.call("runScorers", [runKey]),

    async commitScores(runKey, scores: readonly CellScore[]) {
      for (let start = 0; start < scores.length; start += LARGEST_BATCH) {
        const packed = packScores(scores.slice(start, start + LARGEST_BATCH));
        await writer.call("commitScores", [runKey, packed], [packed.numbers.buffer]);
      }
    },

    scoreCounts: (runKey, scorerKey) => reader.call("scoreCounts", [runKey, scorerKey]),

    scoresBetween: async (runKey, scorerKeys, from, to) =>
      unpackScores(await reader.call("scoresBetween", [runKey, scorerKeys, from, to])),

    scoreColumn: (runKey, scorerKey, lane) => reader.call("scoreColumn", [runKey, scorerKey, lane]),

    async runPrompts(runKey, afterPosition, limit) {
      const prompts: Prompt[] = [];
      for (let after: number | null = afterPosition; after !== null && prompts.length < limit;) {
        const page: PromptPage = await reader.call("runPrompts", [runKey, after, limit - prompts.length]);
        prompts.push(...promptsOf(page));
        after = page.resumeAfter;
      }
      return prompts;
    },
  };
}
