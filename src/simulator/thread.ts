import { once } from "node:events";
import { Worker } from "node:worker_threads";

import type { SimulatorOptions, SimulatorStatistics } from "./options.ts";

/** A simulator that runs in a thread of its own, so that it takes no time from this one. */
export interface SimulatorThread extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`; a provider's base URL is this and its path, such as `/spark/v1`. */
  readonly url: string;
  readonly port: number;
  statistics(): Promise<SimulatorStatistics>;
  /** Ends the thread and every connection. */
  close(): Promise<void>;
}

/** Starts a simulator in a worker thread; resolves once it listens, rejects with what kept it from it. */
export async function startSimulatorThread(options: SimulatorOptions = {}): Promise<SimulatorThread> {
  const file = import.meta.url.endsWith(".ts") ? "./simulator-worker.ts" : "./simulator-worker.js";
  const worker = new Worker(new URL(file, import.meta.url), { workerData: options });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- simulator-worker.ts posts its port and nothing else
  const [port] = (await once(worker, "message")) as [number];
  const url = `http://127.0.0.1:${port}`;
  const close = async (): Promise<void> => {
    await worker.terminate();
  };
  return {
    url,
    port,
    async statistics() {
      const response = await fetch(`${url}/_simulator/statistics?prompts=1`);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own server's answer, in our own type
      return (await response.json()) as SimulatorStatistics;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
