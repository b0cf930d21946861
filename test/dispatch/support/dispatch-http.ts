import { scaledClock } from "../../../src/core/clock.ts";
import type { Limits } from "../../../src/core/config.ts";
import type { TaskRecord } from "../../../src/core/record.ts";
import { Secrets } from "../../../src/core/secrets.ts";
import { concurrencyCeiling } from "../../../src/dispatch/rate-control/concurrency-range.ts";
import { dispatch } from "../../../src/dispatch/dispatch.ts";
import type { DispatchedLane } from "../../../src/dispatch/dispatch.ts";
import { createProvider } from "../../../src/providers/create-provider.ts";
import { testModel } from "../../support/test-provider.ts";
import { noLimits, progressOf, TaskPages, unlimited } from "./lane-under-test.ts";

export interface HttpLane {
  readonly name: string;
  readonly baseUrl: string;
  readonly tasks: number;
  readonly accountKey?: string;
  readonly limits?: Partial<Limits>;
  /** Sent as bearer token. @default none */
  readonly apiKey?: string;
}

/** Dispatches over real HTTP, with waits `speed` times as short; connections are closed when every lane has ended. */
export function dispatchHttp(speed: number, lanes: readonly HttpLane[]) {
  const clock = scaledClock(speed);
  const stopping = new AbortController();
  const cutting = new AbortController();
  const records: TaskRecord[][] = lanes.map(() => []);
  const work = lanes.map(({ name, baseUrl, tasks, accountKey, limits, apiKey = null }, lane): DispatchedLane => {
    const model = testModel({ name, model: name, baseUrl, apiKeyEnv: null, limits: { ...noLimits, ...limits } });
    const secrets = new Secrets({}, [model]);
    const connections = concurrencyCeiling(model.limits);
    const provider = createProvider(model, { secrets, clock, connections, raw: "none", apiKey });
    return {
      lane,
      model,
      endpoints: [
        { accountKey: accountKey ?? name, baseUrl, name: baseUrl, limits: model.limits, provider, sentBefore: [] },
      ],
      nextTasks: new TaskPages(tasks).next,
      render: (task) => [{ role: "user", content: task.prompt.id }],
      costOf: () => null,
      progress: progressOf(name, tasks),
    };
  });
  const ends = dispatch(work, {
    recorder: { record: async (lane, _task, record) => void records[lane]?.push(record) },
    budget: unlimited(),
    clock,
    random: () => 0.5,
    stopSignal: stopping.signal,
    cutSignal: cutting.signal,
  });
  const endAndClose = async () => {
    try {
      return await ends;
    } finally {
      await Promise.all(
        work.flatMap(({ endpoints }) => endpoints).map(({ provider }) => provider[Symbol.asyncDispose]()),
      );
    }
  };
  return { ends: endAndClose(), records, progress: work.map(({ progress }) => progress), stopping, cutting };
}
