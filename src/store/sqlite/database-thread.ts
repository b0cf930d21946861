import { Worker } from "node:worker_threads";
import type { Transferable } from "node:worker_threads";
import { StoreError } from "../../core/errors.ts";
import type { CallsOf, Reply, Request } from "./protocol.ts";

/** Heap of one database thread, MB: pages are bounded, so this only keeps its garbage from piling up. */
const HEAP_LIMITS = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8, stackSizeMb: 4 };

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** The main thread's end of a database thread: calls go over as messages and are answered in their own time. */
export class DatabaseThread<Calls extends CallsOf<Calls>> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: StoreError | null = null;

  /** `module` is the thread's file without extension: it is TypeScript in the sources and JavaScript in the package. */
  constructor(module: string, name: string) {
    const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
    this.#worker = new Worker(new URL(module + extension, import.meta.url), {
      name,
      resourceLimits: HEAP_LIMITS,
      // Flags like --input-type or a test runner's own would break the thread, and no key belongs into it.
      execArgv: [],
      env: {},
    });
    this.#worker.on("message", (reply: Reply<never>) => this.#settle(reply));
    this.#worker.on("error", (error) => this.#end(`its ${name} thread failed: ${String(error)}`, error));
    this.#worker.on("exit", () => this.#end("it is closed"));
  }

  /** Resolves with the thread's answer; rejects with a StoreError when the database refuses or the thread is gone. */
  call<Name extends keyof Calls & string>(
    method: Name,
    args: Parameters<Calls[Name]>,
    transfer: readonly Transferable[] = [],
  ): Promise<Awaited<ReturnType<Calls[Name]>>> {
    if (this.#ended !== null) return Promise.reject(this.#ended);
    this.#lastId += 1;
    const request: Request<unknown> = { id: this.#lastId, method, args };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.postMessage(request, transfer);
    });
  }

  /** Ends the thread; calls under way are rejected. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(reply: Reply<never>): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    switch (reply.kind) {
      case "value":
        waiting.resolve(reply.value);
        return;
      case "refused":
        waiting.reject(new StoreError(reply.code, reply.message));
        return;
      case "defect":
        waiting.reject(reply.error);
    }
  }

  #end(what: string, cause?: unknown): void {
    this.#ended ??= new StoreError(
      cause === undefined ? "STORE_CLOSED" : "STORE_THREAD",
      `the store is gone: ${what}`,
      {
        cause,
      },
    );
    for (const waiting of this.#waiting.values()) waiting.reject(this.#ended);
    this.#waiting.clear();
  }
}
