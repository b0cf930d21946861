import type OpenAI from "openai";
import type { Clock } from "../core/clock.ts";
import { Deadlines, type TimeLimits } from "./deadlines.ts";
import { Exchange } from "./exchange.ts";
import { FirstToken } from "./first-token.ts";
import type { Route } from "./route.ts";
import { Transport } from "./transport.ts";

/** What `Client` needs to know of an endpoint. */
export interface ClientOptions {
  readonly baseUrl: string;
  /** Most sockets open at once. */
  readonly connections: number;
  readonly route: Route;
  readonly clock: Clock;
  readonly limits: TimeLimits;
}

/** One request: `headers` are all that is sent beside what HTTP itself needs. */
export interface ClientRequest {
  readonly method: "get" | "post";
  /** Below the base URL, e.g. `/chat/completions`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: readonly string[];
  readonly body?: object;
  /** True when the answer shall be a stream, whose first token is timed. @default false */
  readonly streamed?: boolean;
}

/** Starts loading the SDK, which takes longer than anything else before the first request. */
export function preloadSdk(): void {
  // Whoever sends the first request waits for the same module, and gets the error if there is one.
  import("./sdk.ts").catch(() => {});
}

/** The SDK on our transport: it builds the request; retries, time limits and judgement of the answer are ours. */
export class Client implements AsyncDisposable {
  readonly #options: ClientOptions;
  readonly #transport: Transport;
  readonly #deadlines: Deadlines;
  #sdk: Promise<OpenAI> | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#transport = new Transport(options);
    this.#deadlines = new Deadlines(options.clock, options.limits);
  }

  /** Sends one request and resolves when it ended; never rejects. Aborting `signal` cuts it. */
  async send(request: ClientRequest, signal: AbortSignal): Promise<Exchange> {
    const exchange = new Exchange(this.#options.clock, request.headers, request.streamed ? new FirstToken() : null);
    const abort = () => exchange.cut({ kind: "aborted" });
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    this.#deadlines.watch(exchange);
    try {
      const sdk = await (this.#sdk ??= this.#createSdk());
      const fetchOptions = { exchange, redirect: "manual" } as const;
      const { method, path, query, body } = request;
      // `asResponse` is the SDK's shortest way: nothing of the answer is read by it.
      await sdk[method](path, { fetchOptions, ...(body && { body }), ...(query && { query }) }).asResponse();
    } catch (error) {
      exchange.cut({ kind: "unsent", error });
    } finally {
      this.#deadlines.forget(exchange);
      if (exchange.end?.kind === "stalled") this.#transport.mistrust();
      signal.removeEventListener("abort", abort);
    }
    return exchange;
  }

  /** Cuts what is under way and closes every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#deadlines[Symbol.asyncDispose]();
    await this.#transport[Symbol.asyncDispose]();
  }

  async #createSdk(): Promise<OpenAI> {
    const { createSdk } = await import("./sdk.ts");
    return createSdk({ baseUrl: this.#options.baseUrl, fetch: this.#transport.fetch });
  }
}
