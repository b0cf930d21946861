import type { ProviderName } from "../../../src/core/config.ts";
import type { TaskRecord } from "../../../src/core/record.ts";
import { Secrets } from "../../../src/core/secrets.ts";
import type { Task } from "../../../src/core/task.ts";
import { dispatch, type DispatchedLane } from "../../../src/dispatch/dispatch.ts";
import type { LaneEnd } from "../../../src/dispatch/lane-end.ts";
import { createProvider } from "../../../src/providers/create-provider.ts";
import type { Attempt, Provider } from "../../../src/providers/provider.ts";
import type { Simulator } from "../../../src/simulator/simulator.ts";
import { noLimits, progressOf, taskOf, unlimited } from "../../dispatch/support/lane-under-test.ts";
import { StandingClock } from "../../support/standing-clock.ts";
import { testModel, verdictLine } from "../../support/test-provider.ts";

/** Long after every lane has ended. */
const AFTERWARDS_MS = 36_000_000;

/** A lane whose model is struck by a fault, and a sibling on the same account. */
export interface FaultCase {
  readonly simulator: Simulator;
  readonly provider: ProviderName;
  /** The path of the provider in the simulator. */
  readonly path: string;
  readonly model: string;
  readonly stream: boolean;
  /** Whether an attempt that is struck never ends by itself. */
  readonly hangs: boolean;
  readonly timeoutMs: number;
  readonly maximumWaitMs: number;
  /** Tasks of the struck lane, one after the other. */
  readonly tasks: number;
}

/** What a lane did, in virtual milliseconds; requests take none. */
export interface FaultStory {
  /** What the first attempt at the first task meant. */
  readonly meaning: string;
  /** HTTP requests for the first task. */
  readonly attempts: number;
  /** Between those requests. */
  readonly waits: readonly number[];
  /** How long the sibling had to wait for the account after the first of them. */
  readonly siblingWaitMs: number;
  readonly end: LaneEnd;
  readonly siblingEnd: LaneEnd;
  /** Of the struck lane, by task. */
  readonly records: readonly TaskRecord[];
  /** All requests that the simulator received for the struck model. */
  readonly received: number;
}

/** The messages of a task of the struck lane. */
export function messagesOf(task: Pick<Task, "cell">) {
  return [
    { role: "user", content: `Question ${task.cell}: what would you tell a friend about the sea? 请用几句话说说海。` },
  ] as const;
}

/** Dispatches the two lanes over real HTTP and tells what happened. */
export async function playFault(played: FaultCase): Promise<FaultStory> {
  const { simulator, path, tasks } = played;
  const counts = () => simulator.statistics().models[`${path}/${played.model}`] ?? { received: 0, faulted: 0 };
  const before = counts();
  const struck: { readonly cell: number; readonly sentAt: number; endedAt: number; meaning: string }[] = [];
  const siblingSentAt: number[] = [];
  const warm = Promise.withResolvers<void>();
  const firstAnswer = Promise.withResolvers<void>();
  const firstRecord = Promise.withResolvers<void>();
  const clock = new StandingClock(
    () =>
      played.hangs &&
      counts().faulted - before.faulted >
        struck.filter(({ meaning }) => meaning !== "" && meaning !== "completed").length,
  );
  const records: TaskRecord[] = [];

  const providerFor = (model: string, watch: (attempt: () => Promise<Attempt>, cell: number) => Promise<Attempt>) => {
    const resolved = modelOf(played, model);
    const secrets = new Secrets({ TEST_KEY: "sk-of-the-fault-test" }, [resolved]);
    const provider = createProvider(resolved, { secrets, clock, connections: 1, raw: "keep" });
    const watched: Provider = {
      complete: (messages, signal) => {
        const cell = Number(/^Question (\d+)/.exec(String(messages[0]?.content))?.[1]);
        return clock.during(() => watch(() => provider.complete(messages, signal), cell));
      },
      listModels: (signal) => provider.listModels(signal),
      [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
    };
    return { resolved, watched };
  };
  const lanes = [
    providerFor(played.model, async (attempt, cell) => {
      const request = { cell, sentAt: clock.monotonic(), endedAt: NaN, meaning: "" };
      struck.push(request);
      const answer = await attempt();
      request.endedAt = clock.monotonic();
      request.meaning = verdictLine(answer);
      firstAnswer.resolve();
      return answer;
    }),
    providerFor("sibling", (attempt) => {
      siblingSentAt.push(clock.monotonic());
      return attempt();
    }),
  ].map(({ resolved, watched }, lane): DispatchedLane => {
    const { baseUrl, limits } = resolved;
    return {
      lane,
      model: resolved,
      endpoints: [{ accountKey: "shared", baseUrl, name: baseUrl, limits, provider: watched, sentBefore: [] }],
      nextTasks: async (afterCell) => {
        const cell = afterCell + 1;
        if (lane === 1) {
          if (cell === 1) await firstAnswer.promise;
          return cell < 2 ? [taskOf(cell)] : [];
        }
        // The first task alone; the others when it is settled, or when its lane has stopped.
        if (cell === 0) await warm.promise;
        if (cell === 1) await Promise.race([firstRecord.promise, clock.sleep(AFTERWARDS_MS)]);
        return cell < tasks ? [taskOf(cell)] : [];
      },
      render: (task) => messagesOf(task),
      costOf: () => null,
      progress: progressOf(resolved.name, 2),
    };
  });
  await using closing = new AsyncDisposableStack();
  for (const { endpoints } of lanes) for (const { provider } of endpoints) closing.use(provider);
  const never = new AbortController().signal;
  const { ends } = await dispatch(lanes, {
    recorder: {
      record: async (lane, _task, record) => {
        if (lane === 1) {
          warm.resolve();
          return;
        }
        records.push(record);
        firstRecord.resolve();
      },
    },
    budget: unlimited(),
    clock,
    random: () => 0.5,
    stopSignal: never,
    cutSignal: never,
  });
  const [end, siblingEnd] = ends;
  if (end === undefined || siblingEnd === undefined) throw new Error("two lanes have two ends");
  const first = struck.filter(({ cell }) => cell === 0);
  return {
    meaning: first[0]?.meaning ?? "never sent",
    attempts: first.length,
    waits: first.slice(1).map(({ sentAt }, index) => sentAt - (first[index]?.endedAt ?? NaN)),
    siblingWaitMs: (siblingSentAt[1] ?? NaN) - (first[0]?.endedAt ?? NaN),
    end,
    siblingEnd,
    records: records.toSorted((one, other) => one.cell - other.cell),
    received: counts().received - before.received,
  };
}

function modelOf({ simulator, provider, path, stream, timeoutMs, maximumWaitMs }: FaultCase, model: string) {
  const { retry, ...plain } = testModel();
  return {
    ...plain,
    name: model,
    model,
    provider,
    baseUrl: `${simulator.url}/${path}/v1`,
    stream,
    timeoutMs,
    limits: { ...noLimits, concurrency: 1 },
    retry: { ...retry, maximumWaitMs },
  };
}
