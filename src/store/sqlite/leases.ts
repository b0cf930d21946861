import type { Connection } from "./connection.ts";
import { isAlive } from "./process-identity.ts";
import type { Owner, ProcessIdentity } from "./process-identity.ts";

/** How long other machines believe in a holder that says nothing, milliseconds. */
const LEASE_MS = 30_000;
const RENEWAL_MS = 5_000;

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
         where key = ? and owner_process = ? and owner_host = ? and owner_started = ?`,
      )
      .run(key, processId, host, started);
    this.#held[table].delete(key);
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
    for (const table of ["prompt_sets", "runs"] as const) {
      for (const key of this.#held[table]) {
        try {
          this.#connection
            .prepare(`update ${table} set lease_until = ? where key = ? and owner_process = ?`)
            .run(Date.now() + LEASE_MS, key, this.#self.processId);
        } catch {
          // The next commit meets the same trouble and reports it; until then only other machines see the lease run out.
          return;
        }
      }
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
