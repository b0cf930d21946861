import type { Clock } from "../../../src/core/clock.ts";
import type { TaskRecord } from "../../../src/core/record.ts";
import type { Task } from "../../../src/core/task.ts";
import type { Recorder } from "../../../src/dispatch/recorder.ts";

/** Keeps records in memory; each is durable `delayMs` after it was handed over. */
export class MemoryRecorder implements Recorder {
  /** Durable records in the order in which they became so. */
  readonly records: TaskRecord[] = [];
  handedOver = 0;
  readonly #clock: Clock;
  readonly #delayMs: number;
  readonly #refuse: (record: TaskRecord) => Error | null;

  constructor(clock: Clock, delayMs = 0, refuse: (record: TaskRecord) => Error | null = () => null) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    this.#refuse = refuse;
  }

  async record(_lane: number, _task: Task, record: TaskRecord): Promise<void> {
    this.handedOver += 1;
    if (this.#delayMs > 0) await this.#clock.sleep(this.#delayMs);
    const refusal = this.#refuse(record);
    if (refusal !== null) throw refusal;
    this.records.push(record);
  }

  /** Ascending. */
  get cells(): number[] {
    return this.records.map(({ cell }) => cell).sort((a, b) => a - b);
  }
}
