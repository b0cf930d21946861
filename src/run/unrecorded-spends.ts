import type { UnrecordedSpend } from "../core/run.ts";
import type { Store, StoredRun } from "../store/store.ts";

/**
 * Keeps in the store what lanes have spent that no record carries. Written as it happens, one write at a time: a process
 * that is killed loses no more than the last one.
 */
export class UnrecordedSpends {
  readonly #store: Pick<Store, "setUnrecordedSpend">;
  readonly #runKey: number;
  readonly #lanes: UnrecordedSpend[];
  readonly #unwritten = new Set<number>();
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Pick<Store, "setUnrecordedSpend">, run: Pick<StoredRun, "key" | "unrecorded">) {
    this.#store = store;
    this.#runKey = run.key;
    this.#lanes = [...run.unrecorded];
  }

  /** Per lane, all sittings together. */
  get lanes(): readonly UnrecordedSpend[] {
    return this.#lanes;
  }

  add(lane: number, { tokens, cost }: UnrecordedSpend): void {
    const before = this.#lanes[lane] ?? { tokens: 0, cost: 0 };
    this.#lanes[lane] = { tokens: before.tokens + tokens, cost: before.cost + cost };
    if (this.#unwritten.has(lane)) return;
    this.#unwritten.add(lane);
    this.#writing = this.#writing.then(() => this.#write(lane));
    // Whoever flushes gets the error.
    this.#writing.catch(() => {});
  }

  /** Resolves when all is durable; rejects with a StoreError when it could not be kept. */
  flush(): Promise<void> {
    return this.#writing;
  }

  async #write(lane: number): Promise<void> {
    this.#unwritten.delete(lane);
    await this.#store.setUnrecordedSpend(this.#runKey, lane, this.#lanes[lane] ?? { tokens: 0, cost: 0 });
  }
}
