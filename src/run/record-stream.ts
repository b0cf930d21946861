import { PromptgridError } from "../core/errors.ts";
import type { RunRecord } from "./run.ts";

/** Records held for a consumer before the lanes have to wait for it. */
const BUFFERED_RECORDS = 1000;

/** The consumer came so late that records had already passed; they are in the store and in the tables. */
export class RecordsMissedError extends PromptgridError {
  override readonly name = "RecordsMissedError";

  constructor() {
    super(
      "records had passed before anyone iterated over them, or someone has iterated before: iterate once, as soon as " +
        "the run is started, or read completions.csv",
    );
  }
}

/** Hands durable records to one consumer, in the order in which they became durable. */
export class RecordStream implements AsyncIterable<RunRecord> {
  #buffer: RunRecord[] = [];
  #consumer: "none" | "reading" | "gone" = "none";
  #ended = false;
  #blocks = true;
  #wakeConsumer: () => void = () => {};
  #drained: (() => void)[] = [];

  /** True when records are worth preparing. */
  get wanted(): boolean {
    return this.#consumer !== "gone";
  }

  /** Takes a record; the promise resolves when there is room for the next one. */
  push(record: RunRecord): Promise<void> | undefined {
    if (this.#consumer === "gone") return undefined;
    if (this.#consumer === "none" && this.#buffer.length >= BUFFERED_RECORDS) {
      this.#buffer = [];
      this.#consumer = "gone";
      return undefined;
    }
    this.#buffer.push(record);
    this.#wakeConsumer();
    if (!this.#blocks || this.#consumer === "none" || this.#buffer.length < BUFFERED_RECORDS) return undefined;
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  /**
   * From now on nobody waits for the consumer: what is still to come of a run that stops is little, and a consumer that
   * itself waits for the end of the run would wait for ever.
   */
  unblock(): void {
    this.#blocks = false;
    this.#release();
  }

  /** No record will follow. */
  end(): void {
    this.#ended = true;
    this.#wakeConsumer();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RunRecord, void, undefined> {
    if (this.#consumer !== "none") throw new RecordsMissedError();
    this.#consumer = "reading";
    try {
      for (;;) {
        const batch = this.#buffer;
        this.#buffer = [];
        this.#release();
        yield* batch;
        if (this.#buffer.length > 0) continue;
        if (this.#ended) return;
        await new Promise<void>((resolve) => (this.#wakeConsumer = resolve));
      }
    } finally {
      this.#consumer = "gone";
      this.#buffer = [];
      this.#release();
    }
  }

  #release(): void {
    for (const resolve of this.#drained.splice(0)) resolve();
  }
}
