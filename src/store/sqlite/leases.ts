import { StoreError } from "../../core/errors.ts";
import type { Connection } from "./connection.ts";
import { withBusyTimeout } from "./connection.ts";
import { isAlive } from "./process-identity.ts";
import type { Owner, ProcessIdentity } from "./process-identity.ts";

/** How long other machines believe in a holder that says nothing, milliseconds. */
const LEASE_MS = 30_000;
const RENEWAL_MS = 5_000;
/** How long a renewal waits for other processes, milliseconds: the next one is near, and commits wait behind it. */
const RENEWAL_WAIT_MS = 250;

/** Columns of `OwnerRow`. */
export const OWNER_COLUMNS = "owner_process, owner_host, owner_started, lease_until";
const IS_OWN = "key = ? and owner_process = ? and owner_host = ? and owner_started = ?";

/** Tables whose rows a process can hold. */
export type HeldTable = "prompt_sets" | "runs";

/** The owner columns of a row; all null while nobody holds it. */
export interface OwnerRow {
  readonly owner_process: number | null;
  readonly owner_host: string | null;
  readonly owner_started: string | null;
  readonly lease_until: number | null;
}

/** What this process holds in the database (drafts, runs that it fills), renewed while the writer thread lives. */
export class Leases {
  readonly #connection: Connection;
  readonly #self: ProcessIdentity;
  readonly #held: Record<HeldTable, Set<number>> = { prompt_sets: new Set(), runs: new Set() };
  readonly #timer: NodeJS.Timeout;

  constructor(connection: Connection, self: ProcessIdentity) {
    this.#connection = connection;
    this.#self = self;
    this.#timer = setInterval(() => this.#renew(), RENEWAL_MS);
    this.#timer.unref();
  }

  /** Makes this process the owner of a row. */
  hold(table: HeldTable, key: number): void {
    const { processId, host, started } = this.#self;
    this.#connection
      .prepare(
        `update ${table} set owner_process = ?, owner_host = ?, owner_started = ?, lease_until = ? where key = ?`,
      )
      .run(processId, host, started, Date.now() + LEASE_MS, key);
    this.#held[table].add(key);
  }

  /** Gives a row up, if this process owns it. */
  release(table: HeldTable, key: number): void {
    const { processId, host, started } = this.#self;
    this.#connection
      .prepare(
        `update ${table} set owner_process = null, owner_host = null, owner_started = null, lease_until = null
         where ${IS_OWN}`,
      )
      .run(key, processId, host, started);
    this.#held[table].delete(key);
  }

  /**
   * Throws a StoreError when another process has taken over what this one holds: it may, once this one stood still for
   * longer than its lease. Two that fill one run would pay for everything twice.
   */
  demandHeld(table: HeldTable, key: number): void {
    if (!this.#held[table].has(key)) return;
    const { processId, host, started } = this.#self;
    const own = this.#connection.prepare(`select 1 from ${table} where ${IS_OWN}`).get(key, processId, host, started);
    if (own !== undefined) return;
    throw new StoreError(
      "CLAIM_LOST",
      "another process took over while this one stood still (it was suspended, or the clock was set): see what that " +
        "one does with `promptgrid runs`",
    );
  }

  /** The living owner of a row, or null. */
  ownerOf(row: OwnerRow): Owner | null {
    return livingOwner(row, this.#self, Date.now());
  }

  /** Gives up everything and stops renewing. */
  close(): void {
    clearInterval(this.#timer);
    for (const table of ["prompt_sets", "runs"] as const) {
      for (const key of this.#held[table]) this.release(table, key);
    }
  }

  #renew(): void {
    const { processId, host, started } = this.#self;
    try {
      withBusyTimeout(this.#connection, RENEWAL_WAIT_MS, () => {
        for (const table of ["prompt_sets", "runs"] as const) {
          const extend = this.#connection.prepare(`update ${table} set lease_until = ? where ${IS_OWN}`);
          for (const key of this.#held[table]) extend.run(Date.now() + LEASE_MS, key, processId, host, started);
        }
      });
    } catch {
      // The next commit meets the same trouble and reports it; until then only other machines see the lease run out.
    }
  }
}

/** The owner that the row names when it still lives, as `self` sees it at `now` (milliseconds since the Unix epoch). */
export function livingOwner(row: OwnerRow, self: ProcessIdentity, now: number): Owner | null {
  if (row.owner_process === null || row.owner_host === null) return null;
  const owner: Owner = {
    processId: row.owner_process,
    host: row.owner_host,
    started: row.owner_started ?? "",
    leaseUntil: row.lease_until ?? 0,
  };
  return isAlive(owner, self, now) ? owner : null;
}
