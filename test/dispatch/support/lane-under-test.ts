import type { Limits, RetryPolicy } from "../../../src/core/config.ts";
import type { Task } from "../../../src/core/task.ts";
import { Account } from "../../../src/dispatch/account/account.ts";
import { Budget } from "../../../src/dispatch/budget/budget.ts";
import { concurrencyRange } from "../../../src/dispatch/rate-control/concurrency-range.ts";
import { RateController, type RateControllerOptions } from "../../../src/dispatch/rate-control/controller.ts";
import type { DispatchedLane } from "../../../src/dispatch/dispatch.ts";
import type { LaneEndpoint } from "../../../src/dispatch/lane-endpoint.ts";
import type { LaneOptions } from "../../../src/dispatch/lane-options.ts";
import type { LaneProgress } from "../../../src/dispatch/progress.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { MemoryRecorder } from "./memory-recorder.ts";
import { ScriptedProvider } from "./scripted-provider.ts";

export const defaultRetry: RetryPolicy = {
  maximumAttempts: 5,
  initialIntervalMs: 500,
  backoffCoefficient: 2,
  maximumIntervalMs: 30_000,
  maximumWaitMs: 900_000,
};

export const noLimits: Limits = {
  concurrency: null,
  requestsPerMinute: null,
  tokensPerMinute: null,
  requestsPerDay: null,
  between: null,
  group: null,
};

/** A budget without any cap. */
export function unlimited(): Budget {
  return new Budget({ caps: [], maxFailures: null, deadline: null, spent: [], failed: 0, onUnrecorded: () => {} });
}

export function progressOf(model: string, total: number): LaneProgress {
  return {
    model,
    total,
    completed: 0,
    refused: 0,
    failed: 0,
    inFlight: 0,
    waiting: 0,
    limit: 0,
    rateLimited: 0,
    retried: 0,
    promptTokens: 0,
    completionTokens: 0,
    cost: null,
    currency: null,
    pausedUntil: 0,
    held: null,
    leftOut: [],
    stop: null,
    done: false,
  };
}

export function taskOf(cell: number): Task {
  const id = String(cell);
  const prompt = { position: cell, promptSet: "a.csv", row: cell + 1, line: cell + 2, id, columns: { prompt: id } };
  return { cell, prompt, template: 0, repeat: 1 };
}

/** A grid of `total` tasks in memory, read page by page; `settled` cells are on no page. */
export class TaskPages {
  /** Highest cell handed out so far. */
  lastCell = -1;
  reads = 0;
  readonly #total: number;
  readonly #settled: ReadonlySet<number>;

  constructor(total: number, settled: ReadonlySet<number> = new Set()) {
    this.#total = total;
    this.#settled = settled;
  }

  readonly next = async (afterCell: number, limit: number): Promise<Task[]> => {
    this.reads += 1;
    const page: Task[] = [];
    for (let cell = afterCell + 1; cell < this.#total && page.length < limit; cell++) {
      if (!this.#settled.has(cell)) page.push(taskOf(cell));
    }
    this.lastCell = Math.max(this.lastCell, page.at(-1)?.cell ?? -1);
    return page;
  };
}

export interface LaneUnderTest {
  readonly clock: FakeClock;
  readonly options: LaneOptions;
  readonly provider: ScriptedProvider;
  readonly recorder: MemoryRecorder;
  readonly progress: LaneProgress;
  readonly stopping: AbortController;
  readonly cutting: AbortController;
}

export interface LaneSetting {
  readonly clock?: FakeClock;
  readonly tasks?: number;
  readonly provider?: ScriptedProvider;
  readonly recorder?: MemoryRecorder;
  readonly limits?: Partial<Limits>;
  readonly retry?: Partial<RetryPolicy>;
  readonly account?: Account;
  readonly budget?: Budget;
  /** Instead of the one of `provider` and `account`. */
  readonly endpoints?: readonly LaneEndpoint[];
  readonly overrides?: Partial<LaneOptions>;
}

/** A controller that had an answer within no time long ago: it does not space the first requests. */
export function warmController(range: Pick<RateControllerOptions, "start" | "ceiling">): RateController {
  const controller = new RateController({ ...range, random: () => 0.5 });
  controller.answered(-1000, controller.sent(-1000, 1));
  return controller;
}

/**
 * A lane of `tasks` tasks on a fake clock, eight at once unless `limits` say otherwise, with `random` at 0.5: an own wait is
 * half of its ceiling.
 */
export function laneUnderTest(setting: LaneSetting = {}): LaneUnderTest {
  const clock = setting.clock ?? new FakeClock();
  const provider = setting.provider ?? new ScriptedProvider(clock);
  const recorder = setting.recorder ?? new MemoryRecorder(clock);
  const tasks = setting.tasks ?? 10;
  const progress = progressOf("model", tasks);
  const limits = { ...noLimits, concurrency: 8, ...setting.limits };
  const retry = { ...defaultRetry, ...setting.retry };
  const random = () => 0.5;
  const account =
    setting.account ??
    new Account({
      requestsPerMinute: limits.requestsPerMinute,
      tokensPerMinute: limits.tokensPerMinute,
      controller: warmController(concurrencyRange([limits])),
      clock,
    });
  const stopping = new AbortController();
  const cutting = new AbortController();
  const options: LaneOptions = {
    lane: 0,
    model: { params: {}, limits, retry, breaker: null, price: null },
    endpoints: setting.endpoints ?? [{ name: "http://scripted/v1", limits, provider, account }],
    nextTasks: new TaskPages(tasks).next,
    render: (task) => [{ role: "user", content: String(task.cell) }],
    costOf: () => null,
    progress,
    recorder,
    budget: setting.budget ?? unlimited(),
    clock,
    random,
    stopSignal: stopping.signal,
    cutSignal: cutting.signal,
    ...setting.overrides,
  };
  return { clock, options, provider, recorder, progress, stopping, cutting };
}

/** The same as a lane for `dispatch`. */
export function dispatchedLane(lane: LaneUnderTest, accountKey: string): DispatchedLane {
  const { model, nextTasks, render, costOf, progress } = lane.options;
  const baseUrl = "http://scripted/v1";
  const { provider } = lane;
  return {
    lane: lane.options.lane,
    model,
    endpoints: [{ accountKey, baseUrl, name: baseUrl, limits: model.limits, provider, sentBefore: [] }],
    nextTasks,
    render,
    costOf,
    progress,
  };
}
