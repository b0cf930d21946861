import type { TaskRecord } from "../core/record.ts";
import type { Task } from "../core/task.ts";

/** Where a lane hands its records. */
export interface Recorder {
  /** Resolves when the record is durable; rejects with a StoreError when it could not be stored. */
  record(lane: number, task: Task, record: TaskRecord): Promise<void>;
}
