import { setImmediate } from "node:timers/promises";
import type { Connection } from "./connection.ts";
import { writeTransaction } from "./connection.ts";
import { GREATEST_CHILD_COUNT, packKey } from "./keys.ts";
import { OWNER_COLUMNS } from "./leases.ts";
import type { HeldTable, Leases, OwnerRow } from "./leases.ts";

/** Rows removed per transaction, so that commits get their turn. */
const CHUNK = 2_000;

const CHILDREN = { prompt_sets: "prompts", runs: "run_prompts" } as const satisfies Record<HeldTable, string>;

/** Removes drafts, a chunk at a time between the writer thread's other work. */
export class DraftSweeper {
  readonly #connection: Connection;
  readonly #leases: Leases;
  #background: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(connection: Connection, leases: Leases) {
    this.#connection = connection;
    this.#leases = leases;
  }

  /** Removes in the background the drafts that nobody holds any more. */
  start(): void {
    this.#background = this.#background
      .then(() => this.#sweep())
      .catch(() => {
        // Nobody waits for it: what stays behind is invisible and goes at the next sweep.
      });
  }

  async #sweep(): Promise<void> {
    for (const table of ["runs", "prompt_sets"] as const) {
      const drafts = this.#connection
        .prepare<[], OwnerRow & { readonly key: number }>(
          `select key, ${OWNER_COLUMNS} from ${table} where is_complete = 0`,
        )
        .all();
      for (const draft of drafts) {
        if (this.#leases.ownerOf(draft) === null && this.#takeOver(table, draft.key)) {
          await this.remove(table, draft.key);
        }
      }
    }
  }

  /** Becomes the owner of a draft that nobody holds, so that an owner who only stood still cannot complete it any more. */
  #takeOver(table: HeldTable, key: number): boolean {
    return writeTransaction(this.#connection, () => {
      const draft = this.#connection
        .prepare<[number], OwnerRow>(`select ${OWNER_COLUMNS} from ${table} where key = ? and is_complete = 0`)
        .get(key);
      if (draft === undefined || this.#leases.ownerOf(draft) !== null) return false;
      this.#leases.hold(table, key);
      return true;
    });
  }

  /** Removes one draft with its rows; breaks off when the store closes, and the next sweep takes up the rest. */
  async remove(table: HeldTable, key: number): Promise<void> {
    const children = CHILDREN[table];
    const removeChunk = this.#connection.prepare(
      `delete from ${children} where key in (select key from ${children} where key >= ? and key < ? limit ${CHUNK})`,
    );
    for (;;) {
      if (this.#closed) return;
      const { changes } = removeChunk.run(packKey(key, 0), packKey(key, GREATEST_CHILD_COUNT));
      if (changes < CHUNK) break;
      await setImmediate();
    }
    writeTransaction(this.#connection, () => {
      if (table === "runs") {
        this.#connection.prepare("delete from lanes where run_key = ?").run(key);
        this.#connection.prepare("delete from run_prompt_sets where run_key = ?").run(key);
      }
      this.#leases.release(table, key);
      this.#connection.prepare(`delete from ${table} where key = ? and is_complete = 0`).run(key);
    });
  }

  close(): void {
    this.#closed = true;
  }
}
