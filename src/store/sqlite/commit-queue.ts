import type { Clock } from "../../core/clock.ts";
import type { RunRecord } from "./packed-records.ts";

/** Records of one transaction: more would block the writer thread, and other processes, for too long. */
const LARGEST_BATCH = 1_000;
/** Text and bytes of one transaction, after which it ends early. */
const LARGEST_BATCH_SIZE = 4 * 2 ** 20;
/** Records for which an idle writer need not wait any longer. */
const WORTHWHILE_BATCH = 256;

/** One `commit` call, settled when the last of its records is. */
interface Ticket {
  remaining: number;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

interface Queued {
  readonly entry: RunRecord;
  readonly ticket: Ticket;
}

/**
 * Gathers records so that many share one transaction: a batch leaves at most `lingerMs` after its first record, unless
 * the batch before it is still being written.
 */
export class CommitQueue {
  readonly #write: (records: readonly RunRecord[]) => Promise<void>;
  readonly #clock: Clock;
  readonly #lingerMs: number;
  /** Drains under way; while there are any, nothing lingers. */
  readonly #onIdle: (() => void)[] = [];
  #queued: Queued[] = [];
  #isWriting = false;
  #isLingering = false;
  /** True once the oldest queued record has waited long enough. */
  #isDue = false;

  constructor(write: (records: readonly RunRecord[]) => Promise<void>, clock: Clock, lingerMs: number) {
    this.#write = write;
    this.#clock = clock;
    this.#lingerMs = lingerMs;
  }

  /** Resolves when `write` resolved for all of them; rejects with its reason when it rejected for any. */
  add(records: readonly RunRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const ticket: Ticket = { remaining: records.length, resolve, reject };
      for (const entry of records) this.#queued.push({ entry, ticket });
      if (!this.#isDue && !this.#isLingering) void this.#linger();
      this.#pump();
    });
  }

  /** Writes whatever is queued without lingering; resolves when all of it is settled. */
  drain(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle.push(resolve);
      this.#pump();
    });
  }

  #pump(): void {
    if (this.#isWriting) return;
    if (this.#queued.length === 0) {
      for (const resolve of this.#onIdle.splice(0)) resolve();
    } else if (this.#isDue || this.#onIdle.length > 0 || this.#queued.length >= WORTHWHILE_BATCH) {
      void this.#writeBatch();
    }
  }

  async #linger(): Promise<void> {
    this.#isLingering = true;
    await this.#clock.sleep(this.#lingerMs);
    this.#isLingering = false;
    this.#isDue = this.#queued.length > 0;
    this.#pump();
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#takeBatch();
    this.#isWriting = true;
    this.#isDue = this.#queued.length > 0;
    try {
      await this.#write(batch.map(({ entry }) => entry));
      for (const { ticket } of batch) {
        ticket.remaining -= 1;
        if (ticket.remaining === 0) ticket.resolve();
      }
    } catch (error) {
      for (const { ticket } of batch) ticket.reject(error);
    }
    this.#isWriting = false;
    this.#pump();
  }

  #takeBatch(): Queued[] {
    let count = 0;
    let size = 0;
    for (const { entry } of this.#queued) {
      if (count === LARGEST_BATCH || size > LARGEST_BATCH_SIZE) break;
      count += 1;
      size += sizeOf(entry);
    }
    return this.#queued.splice(0, count);
  }
}

function sizeOf({ record }: RunRecord): number {
  const { outcome, raw } = record;
  const answer = outcome.kind === "failed" ? null : outcome;
  const text = (answer?.text?.length ?? 0) + (answer?.reasoning?.length ?? 0) + (answer?.toolCalls?.length ?? 0);
  return text + (raw?.byteLength ?? 0);
}
