import type { UnrecordedSpend } from "../core/run.ts";
import type { LaneTotals } from "../store/store.ts";

/** What the records of one lane and template say was spent. */
export function recordedSpend({ promptTokens, completionTokens, totalTokens, cost }: LaneTotals): UnrecordedSpend {
  return { tokens: Math.max(totalTokens ?? 0, (promptTokens ?? 0) + (completionTokens ?? 0)), cost: cost ?? 0 };
}
