import pLimit from "p-limit";
import type { LimitFunction } from "p-limit";
import type { Outcome, TaskRecord } from "../core/record.ts";
import type { LaneStop } from "../core/run.ts";
import type { Attempt } from "../providers/provider.ts";
import type { EndpointChoice } from "./endpoint-choice.ts";
import type { Admission, LaneEndpoint } from "./lane-endpoint.ts";
import { LaneBudget } from "./budget/lane-budget.ts";
import type { LaneOptions } from "./lane-options.ts";
import { loadingTooLong } from "./lane-stops.ts";
import type { OpenTask } from "./open-task.ts";
import { isUnreached } from "./reachability.ts";
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
  /** Called when the endpoints give a reason to send nothing more. */
  readonly onStop: (stop: LaneStop) => void;
}

/**
 * Sends a lane's requests when its accounts permit, at most `ceiling` at once, and repeats them until their tasks are
 * settled.
 */
export class Attempts {
  readonly #options: LaneOptions;
  readonly #endpoints: EndpointChoice;
  readonly #ceiling: number;
  readonly #control: AttemptControl;
  readonly #limit: LimitFunction;
  readonly #budget: LaneBudget;
  /** Tasks in flight, and those that stand in line for it. */
  #seated = 0;

  constructor(options: LaneOptions, endpoints: EndpointChoice, control: AttemptControl) {
    this.#options = options;
    this.#endpoints = endpoints;
    this.#ceiling = endpoints.ceiling;
    this.#control = control;
    this.#limit = pLimit(this.#ceiling);
    this.#budget = new LaneBudget(options.budget, options.lane, options.model);
  }

  /** Requests of this lane that its accounts would let be in flight at present. */
  get concurrency(): number {
    return Math.min(this.#ceiling, this.#endpoints.concurrency);
  }

  /**
   * Whether a new task would be sent at once, or is the next in line for it. A loading endpoint gets none: the tasks that
   * it has refused knock again, each in its own time.
   */
  hasRoom(): boolean {
    const seats = Math.min(this.#ceiling, this.#endpoints.concurrency + NEXT_IN_LINE);
    return this.#seated < seats && !this.#endpoints.isLoading;
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
    const { clock, costOf, progress } = this.#options;
    for (;;) {
      this.#seated += 1;
      const { attempt, endpoint, permit } = await this.#limit(this.#send, open);
      const reaction = this.#react(endpoint, attempt, open);
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
        case "ask-elsewhere":
          progress.retried += 1;
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
  readonly #send = async (open: OpenTask): Promise<Admission & { readonly attempt: Attempt }> => {
    const { clock, progress } = this.#options;
    try {
      const { stopSignal } = this.#control;
      const { endpoint, permit } = await this.#budget.admit(
        open.messages,
        stopSignal,
        () => this.#admission(open),
        giveBack,
      );
      if (open.attempts > 0) progress.waiting -= 1;
      progress.pausedUntil = 0;
      progress.held = this.#endpoints.hold;
      progress.limit = this.concurrency;
      progress.inFlight += 1;
      open.send(clock.monotonic());
      const attempt = await endpoint.provider.complete(open.messages, this.#control.cutSignal);
      open.receive(attempt, clock.monotonic());
      progress.inFlight -= 1;
      return { attempt, endpoint, permit };
    } finally {
      this.#seated -= 1;
    }
  };

  /** Rejects with the stop signal's reason when that ends the wait. */
  async #admission(open: OpenTask): Promise<Admission> {
    const { lane } = this.#options;
    const { stopSignal, onRoom } = this.#control;
    const wish = { lane, tokens: open.estimatedTokens, isRepeated: open.attempts > 0 };
    const admission = await this.#endpoints.acquire(wish, open.failedOn, stopSignal);
    if (stopSignal.aborted) {
      giveBack(admission);
      throw stopSignal.reason;
    }
    // It has left the line, and the account may allow more by now than when it was last asked.
    onRoom();
    return admission;
  }

  /** What to do with the task, after what the attempt says of its endpoint was heeded. */
  #react(endpoint: LaneEndpoint, { verdict, httpStatus }: Attempt, open: OpenTask): Reaction {
    const { clock, model, random } = this.#options;
    const endpoints = this.#endpoints;
    open.failedOn = verdict.kind === "retry" && httpStatus === null ? endpoint : null;
    const fault = endpoints.observe(endpoint, verdict, clock.monotonic());
    if (fault !== null) this.leaveOut(endpoint, fault);
    const loadingForMs = endpoints.loadingForMs(endpoint, clock.monotonic());
    if (loadingForMs >= model.retry.maximumWaitMs) this.leaveOut(endpoint, loadingTooLong(loadingForMs));
    if (isUnreached(verdict)) {
      if (endpoints.isUsedUp) return { kind: "leave-unsettled" };
      if (endpoints.hasOther(endpoint) && open.excuse(endpoint)) return { kind: "ask-elsewhere" };
    }
    const reaction = reactTo(verdict, open, model.retry, random, clock.now());
    if (reaction.kind === "record") this.#control.onOutcome(reaction.outcome);
    if (reaction.kind === "stop" && this.leaveOut(endpoint, reaction.stop)) return { kind: "ask-elsewhere" };
    return reaction;
  }

  /** Sends an endpoint nothing more. Returns whether the lane goes on without it. */
  leaveOut(endpoint: LaneEndpoint, reason: LaneStop): boolean {
    const stop = this.#endpoints.leaveOut(endpoint, reason);
    const { progress } = this.#options;
    progress.leftOut = this.#endpoints.leftOut;
    progress.held = this.#endpoints.hold;
    if (stop !== null) this.#control.onStop(stop);
    return stop === null;
  }
}

function giveBack({ permit }: Admission): void {
  permit.settle({ kind: "unsent" });
}
