import type { LaneTotals } from "./store.ts";

/** The totals of a lane and template without a record: nothing counted, nothing known. */
export const noRecords: Omit<LaneTotals, "lane" | "template"> = {
  completed: 0,
  refused: 0,
  failed: 0,
  usageAbsent: 0,
  promptTokens: null,
  completionTokens: null,
  totalTokens: null,
  cachedTokens: null,
  reasoningTokens: null,
  cost: null,
  attempts: 0,
  rateLimited: 0,
};
