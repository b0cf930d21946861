import type { LaneStop } from "../../core/run.ts";
import type { BudgetCap } from "./budget-ledger.ts";
import { BudgetLedger } from "./budget-ledger.ts";
import { budgetSpent, tooManyFailures } from "./budget-stops.ts";
import type { Spend } from "./worst-case.ts";

/** What a run may use, and what it has used already. */
export interface BudgetOptions {
  readonly caps: readonly BudgetCap[];
  /** More failed tasks stop every lane; null: any number may fail. */
  readonly maxFailures: number | null;
  /** When nothing more may be sent, milliseconds since the Unix epoch; null: no such time. */
  readonly deadline: number | null;
  /** Spent by earlier sittings. */
  readonly spent: readonly Spend[];
  /** Failed tasks of earlier sittings. */
  readonly failed: number;
  /** Told of what a lane has spent, or may have, that no record will carry. */
  readonly onUnrecorded: (lane: number, spend: Spend) => void;
}

/** How far a budget is used; plain data. */
export interface BudgetState {
  /** One per currency that is capped. */
  readonly cost: readonly { readonly spent: number; readonly limit: number; readonly currency: string }[];
  readonly tokens: { readonly spent: number; readonly limit: number } | null;
  readonly failures: { readonly failed: number; readonly allowed: number } | null;
  /** ISO 8601 in UTC. */
  readonly deadline: string | null;
}

interface Waiter {
  readonly worst: Spend;
  readonly wake: () => void;
}

/**
 * What a run may use, shared by its lanes. Before a request is sent its worst case is reserved, so that caps hold whatever
 * the answers cost. Who finds no room waits for what is in flight; when nothing is, every lane is stopped.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #ledger: BudgetLedger;
  readonly #waiting: Waiter[] = [];
  readonly #listeners = new Set<(stop: LaneStop) => void>();
  /** Woken waiters that have not asked again yet. */
  #returning = 0;
  #failed: number;
  #stop: LaneStop | null = null;

  constructor(options: BudgetOptions) {
    this.#options = options;
    this.#ledger = new BudgetLedger(options.caps);
    for (const spend of options.spent) this.#ledger.spend(spend);
    this.#failed = options.failed;
    this.#heedFailures();
  }

  /** Whether requests need a reservation at all. */
  get isCapped(): boolean {
    return this.#options.caps.length > 0;
  }

  /** When nothing more may be sent, milliseconds since the Unix epoch. */
  get deadline(): number | null {
    return this.#options.deadline;
  }

  /** Null when nothing is limited. */
  get state(): BudgetState | null {
    const { deadline, maxFailures } = this.#options;
    const { uses } = this.#ledger;
    if (uses.length === 0 && maxFailures === null && deadline === null) return null;
    const tokens = uses.find(({ cap }) => cap.kind === "tokens");
    return {
      cost: uses.flatMap(({ cap, spent }) =>
        cap.kind === "cost" ? [{ spent, limit: cap.limit, currency: cap.currency }] : [],
      ),
      tokens: tokens === undefined ? null : { spent: tokens.spent, limit: tokens.cap.limit },
      failures: maxFailures === null ? null : { failed: this.#failed, allowed: maxFailures },
      deadline: deadline === null ? null : new Date(deadline).toISOString(),
    };
  }

  /** Tells `listener` once when nothing more may be sent, at once when that is so already; the result takes it back. */
  join(listener: (stop: LaneStop) => void): () => void {
    if (this.#stop !== null) listener(this.#stop);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sets a request's worst case aside if there is room; `isBack` says that it has waited for `room` before. */
  reserve(worst: Spend, isBack: boolean): boolean {
    if (isBack) this.#returning -= 1;
    const obstacle = this.#ledger.obstacle(worst);
    if (obstacle === null) {
      this.#ledger.reserve(worst);
      return true;
    }
    if (this.#nothingComes()) this.stop(budgetSpent(obstacle, worst));
    return false;
  }

  /**
   * Resolves when there may be room for `worst`: call `reserve` again then, or `giveUp`. Rejects with the signal's reason
   * when it aborts.
   */
  room(worst: Spend, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const waiter: Waiter = {
        worst,
        wake: () => {
          signal.removeEventListener("abort", leave);
          resolve();
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.push(waiter);
      this.#wakeWaiting();
    });
  }

  /** Who was woken will not ask again. */
  giveUp(): void {
    this.#returning -= 1;
    this.#wakeWaiting();
  }

  /** Replaces a reservation by what was spent; null for nothing. */
  settle(worst: Spend, spent: Spend | null): void {
    this.#ledger.settle(worst, spent);
    this.#wakeWaiting();
  }

  /** Notes what no record will carry. */
  noteUnrecorded(lane: number, spend: Spend): void {
    this.#options.onUnrecorded(lane, spend);
  }

  /** A task has failed for good. */
  countFailure(): void {
    this.#failed += 1;
    this.#heedFailures();
  }

  /** Stops every lane; only the first reason counts. */
  stop(stop: LaneStop): void {
    if (this.#stop !== null) return;
    this.#stop = stop;
    for (const listener of this.#listeners) listener(stop);
  }

  #heedFailures(): void {
    const { maxFailures } = this.#options;
    if (maxFailures !== null && this.#failed > maxFailures) this.stop(tooManyFailures(this.#failed, maxFailures));
  }

  /** Wakes as many as there is room for, first come, first served, but none for whom the room is too small. */
  #wakeWaiting(): void {
    const pledged: Spend[] = [];
    for (const waiter of this.#waiting.slice()) {
      if (this.#ledger.obstacle(waiter.worst, pledged) !== null) continue;
      pledged.push(waiter.worst);
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      this.#returning += 1;
      waiter.wake();
    }
    const [first] = this.#waiting;
    const obstacle = first === undefined ? null : this.#ledger.obstacle(first.worst);
    if (first !== undefined && obstacle !== null && this.#nothingComes()) this.stop(budgetSpent(obstacle, first.worst));
  }

  /** Nothing is in flight that could leave room, and nobody is about to send. */
  #nothingComes(): boolean {
    return this.#ledger.inFlight === 0 && this.#returning === 0;
  }
}
