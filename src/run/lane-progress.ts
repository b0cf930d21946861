import type { Config } from "../core/config.ts";
import type { LaneProgress } from "../dispatch/progress.ts";
import type { LaneTotals, StoredRun } from "../store/store.ts";

/** The counters of each lane as a sitting begins, settled tasks of earlier sittings included. */
export function laneProgress(config: Config, run: StoredRun, totals: readonly LaneTotals[]): LaneProgress[] {
  return config.models.map((model, lane) => {
    const sum = (figure: "completed" | "refused" | "failed") =>
      totals.filter((entry) => entry.lane === lane).reduce((total, entry) => total + entry[figure], 0);
    return {
      model: model.name,
      total: run.prompts * run.plan.templates.length * run.plan.repeats,
      completed: sum("completed"),
      refused: sum("refused"),
      failed: sum("failed"),
      inFlight: 0,
      waiting: 0,
      limit: 0,
      rateLimited: 0,
      retried: 0,
      promptTokens: 0,
      completionTokens: 0,
      cost: null,
      currency: model.price?.currency ?? null,
      pausedUntil: 0,
      held: null,
      leftOut: [],
      stop: null,
      done: false,
    };
  });
}
