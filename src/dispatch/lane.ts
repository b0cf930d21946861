import { StoreError } from "../core/errors.ts";
import type { Outcome } from "../core/record.ts";
import type { LaneStop } from "../core/run.ts";
import type { Task } from "../core/task.ts";
import type { RateLimitNotice } from "./account/account.ts";
import { Attempts } from "./attempts.ts";
import { Breaker } from "./breaker.ts";
import { countRecord } from "./count-record.ts";
import { TaskCursor } from "./cursor.ts";
import { EndpointChoice } from "./endpoint-choice.ts";
import { estimateTokens } from "./estimate.ts";
import type { LaneEnd } from "./lane-end.ts";
import type { LaneEndpoint } from "./lane-endpoint.ts";
import type { LaneOptions } from "./lane-options.ts";
import { rateLimitedTooLong, waitTooLong } from "./lane-stops.ts";
import { OpenTask } from "./open-task.ts";

/** Least size of a page of tasks; a lane of greater concurrency reads as many at once. */
const PAGE_TASKS = 64;

/**
 * Tasks that may wait for a retry or for the disk beyond two per request in flight: at 5,000 records/s a commit interval
 * of 50 ms holds 250.
 */
const SPARE_OPEN_TASKS = 256;

/**
 * Fills one model's column of the grid and resolves when nothing of it is open any more.
 * Rejects only for a defect of ours, after cutting what was in flight.
 */
export function runLane(options: LaneOptions): Promise<LaneEnd> {
  return new Lane(options).run();
}

class Lane {
  readonly #options: LaneOptions;
  readonly #endpoints: EndpointChoice;
  readonly #attempts: Attempts;
  readonly #breaker: Breaker | null;
  readonly #stopping = new AbortController();
  readonly #cutting = new AbortController();
  /** Aborted when nothing more may be sent, whoever said so. */
  readonly #stopSignal: AbortSignal;
  /** Tasks taken from the cursor and neither durable nor left unsettled yet. */
  #open = 0;
  #leftUnsettled = 0;
  #stop: LaneStop | null = null;
  #storeError: StoreError | null = null;
  #defect: { readonly error: unknown } | null = null;
  #wake: () => void = () => {};

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#endpoints = new EndpointChoice(options.endpoints);
    const cutSignal = AbortSignal.any([options.cutSignal, this.#cutting.signal]);
    this.#stopSignal = AbortSignal.any([options.stopSignal, cutSignal, this.#stopping.signal]);
    this.#stopSignal.addEventListener("abort", () => this.#wake());
    this.#breaker = options.model.breaker === null ? null : new Breaker(options.model.breaker);
    this.#attempts = new Attempts(options, this.#endpoints, {
      stopSignal: this.#stopSignal,
      cutSignal,
      onOutcome: (outcome) => this.#heedOutcome(outcome),
      onRoom: () => this.#wake(),
      onStop: (stop) => this.#halt(stop),
    });
  }

  async run(): Promise<LaneEnd> {
    const { budget, nextTasks, progress } = this.#options;
    progress.limit = this.#attempts.concurrency;
    const leaveBudget = budget.join((stop) => this.#halt(stop));
    const leaveAccounts = this.#joinAccounts();
    const cursor = new TaskCursor(nextTasks, Math.max(PAGE_TASKS, this.#endpoints.ceiling));
    await this.#takeTasks(cursor).catch((error) => this.#fail(error));
    const isAtEnd = await cursor.isAtEnd().catch((error) => this.#fail(error));
    await this.#until(() => this.#open === 0);
    leaveAccounts();
    leaveBudget();
    progress.held = null;
    progress.done = true;
    if (this.#defect !== null) throw this.#defect.error;
    if (this.#storeError !== null) return { kind: "store-failed", error: this.#storeError };
    if (isAtEnd && this.#leftUnsettled === 0) {
      progress.stop = null;
      return { kind: "finished" };
    }
    return this.#stop === null ? { kind: "interrupted" } : { kind: "stopped", stop: this.#stop };
  }

  /** New tasks enter only when they are about to be sent, so that retries go first and no line grows long. */
  async #takeTasks(cursor: TaskCursor): Promise<void> {
    const mayGoOn = () => this.#hasRoom() || this.#stopSignal.aborted;
    for (;;) {
      await this.#until(mayGoOn);
      if (this.#stopSignal.aborted) return;
      const task = await cursor.next();
      if (task === null) return;
      this.#take(task);
    }
  }

  #hasRoom(): boolean {
    return this.#attempts.hasRoom() && this.#open < 2 * this.#attempts.concurrency + SPARE_OPEN_TASKS;
  }

  #take(task: Task): void {
    const { clock, model, render } = this.#options;
    const takenAt = clock.monotonic();
    const messages = render(task);
    this.#open += 1;
    void this.#fill(new OpenTask(task, messages, estimateTokens(messages, model.params), takenAt));
  }

  /** Never rejects: whatever goes wrong ends up in the lane's end. */
  async #fill(open: OpenTask): Promise<void> {
    const { lane, progress, recorder } = this.#options;
    try {
      const record = await this.#attempts.settle(open);
      if (record === null) {
        this.#leftUnsettled += 1;
      } else {
        await recorder.record(lane, open.task, record);
        countRecord(progress, record);
      }
    } catch (error) {
      this.#leftUnsettled += 1;
      this.#fail(error);
    }
    this.#open -= 1;
    this.#wake();
  }

  #joinAccounts(): () => void {
    const { endpoints, progress } = this.#options;
    const leave = endpoints.map((endpoint) =>
      endpoint.account.join({
        onRateLimit: (notice) => this.#heedRateLimit(endpoint, notice),
        onHold: () => {
          this.#endpoints.forgetLoading(endpoint);
          progress.held = this.#endpoints.hold;
        },
      }),
    );
    return () => {
      for (const leaveAccount of leave) leaveAccount();
    };
  }

  #heedRateLimit(endpoint: LaneEndpoint, notice: RateLimitNotice): void {
    const { clock, model, progress } = this.#options;
    const { maximumWaitMs } = model.retry;
    const { pausedUntil, retryAfterMs } = notice;
    const now = clock.monotonic();
    const laneUntil = this.#endpoints.pausedUntil;
    progress.pausedUntil = laneUntil > now ? laneUntil : 0;
    const stop =
      retryAfterMs !== null && retryAfterMs > maximumWaitMs
        ? waitTooLong(retryAfterMs, maximumWaitMs, clock.now())
        : rateLimitedTooLong(notice, maximumWaitMs, Math.max(0, pausedUntil - now), clock.now());
    if (stop !== null) this.#attempts.leaveOut(endpoint, stop);
  }

  #heedOutcome(outcome: Outcome): void {
    if (outcome.kind === "failed") this.#options.budget.countFailure();
    const stop = this.#breaker?.observe(outcome) ?? null;
    if (stop !== null) this.#halt(stop);
  }

  /** Sends nothing more; what is in flight finishes. */
  #halt(stop: LaneStop): void {
    this.#stop ??= stop;
    this.#options.progress.stop ??= stop;
    this.#stopping.abort();
  }

  /** The store refused, or we have a defect: nothing in flight can be kept any more. */
  #fail(error: unknown): void {
    if (error instanceof StoreError) {
      this.#storeError ??= error;
      this.#options.progress.stop ??= { code: error.code, message: error.message };
    } else {
      this.#defect ??= { error };
    }
    this.#cutting.abort();
  }

  /** Waits for a condition that `#wake` says to look at again. Only `run` waits, one thing after another. */
  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
