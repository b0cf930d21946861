import pLimit from "p-limit";
import type { LimitFunction } from "p-limit";
import type { Outcome, TaskRecord } from "../core/record.ts";
import type { LaneStop } from "../core/run.ts";
import type { Attempt, Verdict } from "../providers/provider.ts";
import { LaneBudget } from "./lane-budget.ts";
import type { Permit } from "./account.ts";
import type { LaneOptions } from "./lane-options.ts";
import { loadingTooLong } from "./lane-stops.ts";
import type { OpenTask } from "./open-task.ts";
import { type Reaction, reactTo } from "./reaction.ts";
import { sendReportOf } from "./send-report.ts";

/**
 * Tasks that may stand in line beyond those that the account lets be in flight: with one there is always somebody to send
 * as soon as it allows more.
 */
const NEXT_IN_LINE = 1;

/** What the attempts need of their lane. */
export interface AttemptControl {
  /** Aborted when nothing more may be sent. */
  readonly stopSignal: AbortSignal;
  /** Aborted when what is in flight shall end. */
  readonly cutSignal: AbortSignal;
  /** Called with the outcome of each task, before its slot comes free for another one. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Called when there may be room for another task. */
  readonly onRoom: () => void;
  /** Called when the endpoint gives a reason to send nothing more. */
  readonly onStop: (stop: LaneStop) => void;
}

/**
 * Sends a lane's requests when its account permits, at most `ceiling` at once, and repeats them until their tasks are
 * settled.
 */
export class Attempts {
  readonly #options: LaneOptions;
  readonly #ceiling: number;
  readonly #control: AttemptControl;
  readonly #limit: LimitFunction;
  readonly #budget: LaneBudget;
  /** Tasks in flight, and those that stand in line for it. */
  #seated = 0;
  #loadingSince: number | null = null;

  constructor(options: LaneOptions, ceiling: number, control: AttemptControl) {
    this.#options = options;
    this.#ceiling = ceiling;
    this.#control = control;
    this.#limit = pLimit(ceiling);
    this.#budget = new LaneBudget(options.budget, options.lane, options.model);
  }

  /** Requests of this lane that its account would let be in flight at present. */
  get concurrency(): number {
    return Math.min(this.#ceiling, this.#options.account.concurrency);
  }

  /**
   * Whether a new task would be sent at once, or is the next in line for it. A loading endpoint gets none: the tasks that
   * it has refused knock again, each in its own time.
   */
  hasRoom(): boolean {
    const seats = Math.min(this.#ceiling, this.#options.account.concurrency + NEXT_IN_LINE);
    return this.#seated < seats && this.#loadingSince === null;
  }

  /** Resolves to null when the task is left unsettled, because its lane stops or has to. Rejects only for a defect. */
  async settle(open: OpenTask): Promise<TaskRecord | null> {
    const { stopSignal } = this.#control;
    try {
      return await this.#repeat(open);
    } catch (error) {
      if (!stopSignal.aborted || error !== stopSignal.reason) throw error;
      if (open.attempts > 0) this.#options.progress.waiting -= 1;
      return null;
    }
  }

  /** Attempts until one settles the task; rejects with the stop signal's reason when that ends a wait. */
  async #repeat(open: OpenTask): Promise<TaskRecord | null> {
    const { clock, costOf, model, progress, random } = this.#options;
    for (;;) {
      this.#seated += 1;
      const { attempt, permit } = await this.#limit(this.#send, open);
      this.#heedLoading(attempt.verdict);
      const reaction = reactTo(attempt.verdict, open, model.retry, random, clock.now());
      this.#heedReaction(reaction);
      this.#budget.settle(open.messages, attempt, reaction.kind === "record");
      // Only now: when the lane stops, the account shall let no further request of it go.
      permit.settle(sendReportOf(attempt), attempt.announced);
      progress.limit = this.concurrency;
      switch (reaction.kind) {
        case "record":
          this.#control.onRoom();
          return open.toRecord(attempt, reaction.outcome, reaction.usage, costOf(reaction.usage));
        case "ask-again":
          progress.rateLimited += 1;
          progress.waiting += 1;
          break;
        case "wait":
          progress.retried += 1;
          progress.waiting += 1;
          this.#control.onRoom();
          await clock.sleep(reaction.delayMs, this.#control.stopSignal);
          break;
        case "stop":
        case "leave-unsettled":
          return null;
      }
    }
  }

  /** One attempt, in its slot. */
  readonly #send = async (open: OpenTask): Promise<{ readonly attempt: Attempt; readonly permit: Permit }> => {
    const { clock, progress, provider } = this.#options;
    try {
      const { stopSignal } = this.#control;
      const permit = await this.#budget.admit(open.messages, stopSignal, () => this.#permit(open), giveBack);
      if (open.attempts > 0) progress.waiting -= 1;
      progress.pausedUntil = 0;
      progress.limit = this.concurrency;
      progress.inFlight += 1;
      open.send(clock.monotonic());
      const attempt = await provider.complete(open.messages, this.#control.cutSignal);
      open.receive(attempt, clock.monotonic());
      progress.inFlight -= 1;
      return { attempt, permit };
    } finally {
      this.#seated -= 1;
    }
  };

  /** Rejects with the stop signal's reason when that ends the wait. */
  async #permit(open: OpenTask): Promise<Permit> {
    const { account, lane } = this.#options;
    const { stopSignal, onRoom } = this.#control;
    const wish = { lane, tokens: open.estimatedTokens, isRepeated: open.attempts > 0 };
    const permit = await account.acquire(wish, stopSignal);
    if (stopSignal.aborted) {
      giveBack(permit);
      throw stopSignal.reason;
    }
    // It has left the line, and the account may allow more by now than when it was last asked.
    onRoom();
    return permit;
  }

  #heedReaction(reaction: Reaction): void {
    if (reaction.kind === "record") this.#control.onOutcome(reaction.outcome);
    else if (reaction.kind === "stop") this.#control.onStop(reaction.stop);
  }

  #heedLoading(verdict: Verdict): void {
    if (verdict.kind !== "retry" || verdict.reaction !== "loading") {
      this.#loadingSince = null;
      return;
    }
    const { clock, model } = this.#options;
    this.#loadingSince ??= clock.monotonic();
    const loadingForMs = clock.monotonic() - this.#loadingSince;
    if (loadingForMs >= model.retry.maximumWaitMs) this.#control.onStop(loadingTooLong(loadingForMs));
  }
}

function giveBack(permit: Permit): void {
  permit.settle({ kind: "unsent" });
}
