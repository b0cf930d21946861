import type { Model } from "../../core/config.ts";
import type { ChatMessage } from "../../core/messages.ts";
import type { Attempt } from "../../providers/provider.ts";
import { billOf } from "./attempt-bill.ts";
import type { Budget } from "./budget.ts";
import { worstCase } from "./worst-case.ts";

/** One lane's access to the budget of its run. */
export class LaneBudget {
  readonly #budget: Budget;
  readonly #lane: number;
  readonly #model: Pick<Model, "params" | "price">;

  constructor(budget: Budget, lane: number, model: Pick<Model, "params" | "price">) {
    this.#budget = budget;
    this.#lane = lane;
    this.#model = model;
  }

  /**
   * Asks `admit` for leave to send and sets the worst case aside, in this order, so that nobody waits for an endpoint with
   * money in hand; what was admitted and finds no room is given back through `release`. Rejects as `admit` does, or with
   * the signal's reason.
   */
  async admit<Permit>(
    messages: readonly ChatMessage[],
    signal: AbortSignal,
    admit: () => Promise<Permit>,
    release: (permit: Permit) => void,
  ): Promise<Permit> {
    const worst = this.#budget.isCapped ? worstCase(messages, this.#model) : null;
    if (worst === null) return await admit();
    for (let isBack = false; ; isBack = true) {
      const permit = await admit().catch((error: unknown) => {
        if (isBack) this.#budget.giveUp();
        throw error;
      });
      if (this.#budget.reserve(worst, isBack)) return permit;
      release(permit);
      await this.#budget.room(worst, signal);
    }
  }

  /** Settles an attempt; `isRecorded` says that its reported usage goes into the task's record. */
  settle(messages: readonly ChatMessage[], attempt: Attempt, isRecorded: boolean): void {
    const bill = billOf(attempt, this.#model.price);
    if (!this.#budget.isCapped && (bill.kind === "free" || (bill.kind === "metered" && isRecorded))) return;
    const worst = worstCase(messages, this.#model);
    const spent = bill.kind === "free" ? null : bill.kind === "metered" ? bill.spend : worst;
    if (spent !== null && (bill.kind === "unmetered" || !isRecorded)) this.#budget.noteUnrecorded(this.#lane, spent);
    if (this.#budget.isCapped && worst !== null) this.#budget.settle(worst, spent);
  }
}
