import type OpenAI from "openai";
import type { Clock } from "../core/clock.ts";
import { Deadlines, type TimeLimits } from "./deadlines.ts";
import { Exchange } from "./exchange.ts";
import { Transport } from "./transport.ts";

/** What `Client` needs to know of an endpoint. */
export interface ClientOptions {
  readonly baseUrl: string;
  /** Most sockets open at once. */
  readonly connections: number;
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
}

/** Starts loading the SDK, which takes longer than anything else before the first request. */
export function preloadSdk(): void {
  // Whoever sends the first request waits for the same module, and gets the error if there is one.
  import("openai").catch(() => {});
}

/** The SDK's own timer must never fire: ours watches (2^31 - 1 ms is the longest that `setTimeout` takes). */
const NEVER_MS = 2 ** 31 - 1;

/** The SDK on our transport: it builds the request; retries, time limits and judgement of the answer are ours. */
export class Client implements AsyncDisposable {
  readonly #options: ClientOptions;
  readonly #transport: Transport;
  readonly #deadlines: Deadlines;
  #sdk: Promise<OpenAI> | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#transport = new Transport(options.connections);
    this.#deadlines = new Deadlines(options.clock, options.limits);
  }

  /** Sends one request and resolves when it ended; never rejects. Aborting `signal` cuts it. */
  async send(request: ClientRequest, signal: AbortSignal): Promise<Exchange> {
    const exchange = new Exchange(this.#options.clock, request.headers);
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
    const { OpenAI: Sdk } = await import("openai");
    // Whatever is left out here, the SDK takes from OPENAI_* variables and sends to third parties. It reads
    // OPENAI_CUSTOM_HEADERS all the same, and adds telemetry: so its headers are dropped, see Exchange.requestHeaders.
    try {
      return new Sdk({
        baseURL: this.#options.baseUrl,
        apiKey: "the-transport-sends-the-real-one",
        adminAPIKey: null,
        organization: null,
        project: null,
        webhookSecret: null,
        logLevel: "off",
        maxRetries: 0,
        timeout: NEVER_MS,
        fetch: this.#transport.fetch,
      });
    } catch (cause) {
      throw new Error("the SDK cannot read OPENAI_CUSTOM_HEADERS: unset it, it is not used", { cause });
    }
  }
}
