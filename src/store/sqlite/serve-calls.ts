import { parentPort } from "node:worker_threads";
import type { Transferable } from "node:worker_threads";
import type { OpenOptions, Reply, Request } from "./protocol.ts";
import { storeErrorFrom } from "./store-error-from.ts";

/** Handlers by name; which ones a thread has is written down in protocol.ts. */
type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Answers the main thread's calls: `open` gives the handlers of all others. */
export function serveCalls(open: (options: OpenOptions) => Promise<Handlers>): void {
  const port = parentPort;
  if (port === null) throw new Error("database threads are started by openStore");
  let path = "the database";
  let handlers: Handlers = {
    open: async (options: OpenOptions) => {
      path = options.path;
      handlers = await open(options);
    },
  };

  const answer = async ({ id, method, args }: Request<never>): Promise<void> => {
    let reply: Reply<unknown>;
    try {
      const handler = handlers[method];
      if (handler === undefined) throw new Error(`the store is not open: ${method}`);
      const result = handler(...args);
      reply = { kind: "value", id, value: result instanceof Promise ? await result : result };
    } catch (error) {
      const refusal = storeErrorFrom(error, path);
      reply =
        refusal === null
          ? { kind: "defect", id, error }
          : { kind: "refused", id, code: refusal.code, message: refusal.message };
    }
    port.postMessage(reply, transferablesOf(reply));
  };
  port.on("message", (request: Request<never>) => void answer(request));
}

/** Samples can be a million numbers: they go over without a copy. */
function transferablesOf(reply: Reply<unknown>): Transferable[] {
  if (reply.kind !== "value" || !(reply.value instanceof Float64Array)) return [];
  return reply.value.buffer instanceof ArrayBuffer ? [reply.value.buffer] : [];
}
