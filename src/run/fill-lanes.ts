import { systemClock } from "../core/clock.ts";
import type { Config } from "../core/config.ts";
import { endpointName } from "../core/endpoints.ts";
import { StoreError } from "../core/errors.ts";
import type { Task } from "../core/task.ts";
import { deadlineReached } from "../dispatch/budget/budget-stops.ts";
import type { Budget } from "../dispatch/budget/budget.ts";
import { dispatch, type DispatchedEndpoint, type DispatchedLane, type DispatchEnd } from "../dispatch/dispatch.ts";
import type { LaneProgress } from "../dispatch/progress.ts";
import type { Recorder } from "../dispatch/recorder.ts";
import { compileTemplate } from "../prompts/compile-template.ts";
import { costOf } from "../providers/cost.ts";
import type { Store, StoredRun } from "../store/store.ts";
import { nameOf, sentBefore, type SentBefore } from "./sent-before.ts";
import type { FillOptions } from "./run.ts";
import type { RecordStream } from "./record-stream.ts";
import type { OpenEndpoint, Traffic } from "./traffic.ts";
import type { UnrecordedSpends } from "./unrecorded-spends.ts";

/** How long what is in flight may take to finish after an interrupt. */
const GRACE_MS = 10_000;

/** The same after a deadline, when nobody waits at a keyboard and a cut answer is paid for all the same. */
const DEADLINE_GRACE_MS = 60_000;

/** The deadline is looked at again and again: timers stand still while a machine sleeps, and its clock may be put right. */
const LONGEST_DEADLINE_TIMER_MS = 60_000;

/** What filling the lanes takes. */
export interface FillInput {
  readonly store: Store;
  readonly run: StoredRun;
  readonly config: Config;
  readonly traffic: Traffic;
  readonly lanes: readonly LaneProgress[];
  readonly budget: Budget;
  readonly unrecorded: UnrecordedSpends;
  readonly stream: RecordStream;
  readonly options: FillOptions;
}

/** Sends the unsettled tasks of every lane until all are settled, stopped or interrupted. */
export async function fillLanes(input: FillInput): Promise<DispatchEnd> {
  const { store, run, config, budget, stream, options } = input;
  const { clock = systemClock, random = Math.random } = options;
  const stop = new AbortController();
  const cut = new AbortController();
  const over = new AbortController();
  const after = (delayMs: number, action: () => void) => void clock.sleep(delayMs, over.signal).then(action, () => {});
  const onInterrupt = () => {
    stop.abort(options.signal?.reason);
    stream.unblock();
    after(GRACE_MS, () => cut.abort(options.signal?.reason));
  };
  const heedDeadline = (deadline: number) => {
    const leftMs = deadline - clock.now();
    if (leftMs > 0) {
      after(Math.min(leftMs, LONGEST_DEADLINE_TIMER_MS), () => heedDeadline(deadline));
      return;
    }
    budget.stop(deadlineReached(deadline));
    after(DEADLINE_GRACE_MS, () => cut.abort());
  };
  if (budget.deadline !== null) heedDeadline(budget.deadline);
  if (options.signal?.aborted === true) onInterrupt();
  options.signal?.addEventListener("abort", onInterrupt, { once: true });
  try {
    // A process that is killed leaves a run that has not ended, whatever it was before.
    await store.updateRun(run.key, { status: "running" });
    await Promise.all(config.models.map((_model, lane) => store.setLaneStop(run.key, lane, null)));
    const sent = run.plan.simulated ? new Map() : await sentBefore(store, config, clock.now());
    const ends = await dispatch(dispatchedLanes(input, sent), {
      budget,
      recorder: recorderFor(input, (error) => {
        cut.abort(error);
        stream.unblock();
      }),
      clock,
      random,
      stopSignal: stop.signal,
      cutSignal: cut.signal,
    });
    await input.unrecorded.flush();
    return ends;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { ends: config.models.map(() => ({ kind: "store-failed", error })), accounts: [] };
  } finally {
    over.abort();
    options.signal?.removeEventListener("abort", onInterrupt);
  }
}

function dispatchedLanes({ store, run, config, traffic, lanes }: FillInput, sent: SentBefore): DispatchedLane[] {
  const render = renderer(run);
  const byAccount = Map.groupBy(traffic.endpoints.flat(), ({ account }) => account);
  const sentBy = (account: string) => {
    const names = new Set(byAccount.get(account)?.map(({ model }) => nameOf(model)));
    return [...names].flatMap((name) => sent.get(name) ?? []);
  };
  return config.models.flatMap((model, lane) => {
    const progress = lanes[lane];
    const endpoints = traffic.endpoints[lane];
    if (progress === undefined || endpoints === undefined) return [];
    return {
      lane,
      model,
      endpoints: endpoints.map((endpoint) => dispatchedEndpoint(endpoint, sentBy(endpoint.account))),
      nextTasks: (afterCell, limit) => store.pendingTasks(run.key, lane, afterCell, limit),
      render,
      costOf: (usage) => costOf(usage, model.price),
      progress,
    };
  });
}

function dispatchedEndpoint(
  { model, provider, account }: OpenEndpoint,
  sent: DispatchedEndpoint["sentBefore"],
): DispatchedEndpoint {
  const { baseUrl, limits } = model;
  return { accountKey: account, baseUrl, name: endpointName(model), limits, provider, sentBefore: sent };
}

/** Compiles each template once per prompt set. */
function renderer(run: StoredRun): DispatchedLane["render"] {
  const bySet = new Map(
    run.plan.promptSets.map(({ name }, index) => [
      name,
      run.plan.templates.map((template) => compileTemplate(template, run.promptSets[index]?.columns ?? [], name)),
    ]),
  );
  return (task) => {
    const template = bySet.get(task.prompt.promptSet)?.[task.template];
    if (template === undefined) throw new Error(`no template ${task.template} for ${task.prompt.promptSet}`);
    return template.render(task.prompt.columns);
  };
}

/** Durable first, then shown to whoever iterates; a store that refuses cuts every lane, as no answer could be kept. */
function recorderFor(input: FillInput, onStoreError: (error: StoreError) => void): Recorder {
  const { store, run, stream, lanes } = input;
  const tasks = lanes.reduce((sum, lane) => sum + lane.total, 0);
  let settled = lanes.reduce((sum, lane) => sum + lane.completed + lane.refused + lane.failed, 0);
  return {
    async record(lane, task, record) {
      try {
        const committed = store.commit(run.key, [{ lane, record }]);
        settled += 1;
        // No other will come to share the last one's transaction.
        if (settled === tasks) await Promise.all([committed, store.flush()]);
        else await committed;
      } catch (error) {
        if (error instanceof StoreError) onStoreError(error);
        throw error;
      }
      if (stream.wanted) await stream.push({ ...record, ...axesOf(run, lane, task) });
    },
  };
}

function axesOf(run: StoredRun, lane: number, task: Task) {
  return {
    prompt: task.prompt,
    model: run.plan.models[lane]?.name ?? "",
    template: run.plan.templates[task.template]?.name ?? "",
    repeat: task.repeat,
  };
}
