import pLimit from "p-limit";
import type { LimitFunction } from "p-limit";
import type { Outcome, TaskRecord } from "../core/record.ts";
import type { LaneStop } from "../core/run.ts";
import type { Attempt, Verdict } from "../providers/provider.ts";
import type { LaneOptions } from "./lane-options.ts";
import { loadingTooLong } from "./lane-stops.ts";
import type { OpenTask } from "./open-task.ts";
import { reactTo } from "./reaction.ts";
import { sendReportOf } from "./send-report.ts";

/** What the attempts need of their lane. */
export interface AttemptControl {
  /** Aborted when nothing more may be sent. */
  readonly stopSignal: AbortSignal;
  /** Aborted when what is in flight shall end. */
  readonly cutSignal: AbortSignal;
  /** Called with the outcome of each task, before a slot comes free for another one. */
  readonly onOutcome: (outcome: Outcome) => void;
  /** Called when a slot has come free for another task. */
  readonly onRoom: () => void;
  /** Called when the endpoint gives a reason to send nothing more. */
  readonly onStop: (stop: LaneStop) => void;
}

/** Sends a lane's requests, at most `concurrency` at once, and repeats them until their tasks are settled. */
export class Attempts {
  readonly #options: LaneOptions;
  readonly #concurrency: number;
  readonly #control: AttemptControl;
  readonly #limit: LimitFunction;
  /** Tasks that hold a slot or stand in line for one. */
  #seated = 0;
  #loadingSince: number | null = null;

  constructor(options: LaneOptions, concurrency: number, control: AttemptControl) {
    this.#options = options;
    this.#concurrency = concurrency;
    this.#control = control;
    this.#limit = pLimit(concurrency);
  }

  /**
   * Whether a new task would get a slot at once. A loading endpoint gets none: the tasks that it has refused knock
   * again, each in its own time.
   */
  hasRoom(): boolean {
    return this.#seated < this.#concurrency && this.#loadingSince === null;
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
      const attempt = await this.#limit(this.#send, open);
      this.#heedLoading(attempt.verdict);
      const reaction = reactTo(attempt.verdict, open, model.retry, random, clock.now());
      switch (reaction.kind) {
        case "record":
          this.#control.onOutcome(reaction.outcome);
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
          this.#control.onStop(reaction.stop);
          return null;
        case "leave-unsettled":
          return null;
      }
    }
  }

  /** One attempt, in its slot. */
  readonly #send = async (open: OpenTask): Promise<Attempt> => {
    const { account, clock, progress, provider } = this.#options;
    const { stopSignal, cutSignal } = this.#control;
    try {
      const permit = await account.acquire(open.estimatedTokens, stopSignal);
      if (stopSignal.aborted) {
        permit.settle({ kind: "unsent" });
        throw stopSignal.reason;
      }
      if (open.attempts > 0) progress.waiting -= 1;
      progress.pausedUntil = 0;
      progress.inFlight += 1;
      open.send(clock.monotonic());
      const attempt = await provider.complete(open.messages, cutSignal);
      open.receive(attempt, clock.monotonic());
      progress.inFlight -= 1;
      permit.settle(sendReportOf(attempt.verdict));
      return attempt;
    } finally {
      this.#seated -= 1;
    }
  };

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
