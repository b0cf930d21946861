import type { Clock } from "../core/clock.ts";
import type { Model } from "../core/config.ts";
import type { ChatMessage } from "../core/messages.ts";
import type { Usage } from "../core/record.ts";
import type { Task } from "../core/task.ts";
import type { Budget } from "./budget/budget.ts";
import type { NextTasks } from "./cursor.ts";
import type { LaneEndpoint } from "./lane-endpoint.ts";
import type { LaneProgress } from "./progress.ts";
import type { Recorder } from "./recorder.ts";

/** One model's work. */
export interface LaneWork {
  /** Index of the model in the plan, as the recorder wants it. */
  readonly lane: number;
  readonly model: Pick<Model, "params" | "limits" | "retry" | "breaker" | "price">;
  /** Pages through the lane's unsettled tasks. */
  readonly nextTasks: NextTasks;
  /** Cannot fail: every prompt was checked before. */
  readonly render: (task: Task) => readonly ChatMessage[];
  /** Null when price or usage is unknown. */
  readonly costOf: (usage: Usage) => number | null;
  /** Updated in place. */
  readonly progress: LaneProgress;
}

/** What the lanes of a run share. */
export interface LaneSurroundings {
  readonly recorder: Recorder;
  readonly budget: Budget;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Aborting sends nothing more; what is in flight finishes and is recorded. */
  readonly stopSignal: AbortSignal;
  /** Aborting also cuts what is in flight. */
  readonly cutSignal: AbortSignal;
}

export interface LaneOptions extends LaneWork, LaneSurroundings {
  /** At least one. */
  readonly endpoints: readonly LaneEndpoint[];
}
