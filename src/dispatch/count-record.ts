import type { TaskRecord } from "../core/record.ts";
import type { LaneProgress } from "./progress.ts";

/** Counts a durable record into its lane's progress. */
export function countRecord(progress: LaneProgress, { outcome, usage, cost }: TaskRecord): void {
  switch (outcome.kind) {
    case "completed":
      progress.completed += 1;
      break;
    case "refused":
      progress.refused += 1;
      break;
    case "failed":
      progress.failed += 1;
      break;
  }
  if (usage.kind !== "absent") {
    progress.promptTokens += usage.promptTokens ?? 0;
    progress.completionTokens += usage.completionTokens ?? 0;
  }
  if (cost !== null) progress.cost = (progress.cost ?? 0) + cost;
}
