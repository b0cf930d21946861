import { Agent } from "undici";
import { Exchange } from "./exchange.ts";

const CONNECT_TIMEOUT_MS = 10_000;
/** A completion is far smaller; an endless body would fill the memory before any timeout. */
export const LARGEST_BODY_BYTES = 16 * 2 ** 20;

/**
 * A `fetch` for the SDK on undici's dispatch: keep-alive, HTTP/1.1 without pipelining, at most `connections` sockets, no
 * redirects, no timers of its own. Streams and Headers objects are what makes an ordinary fetch cost three times as much.
 */
export class Transport implements AsyncDisposable {
  readonly #agent: Agent;
  /** What the SDK is told of every request: it would read bodies and throw; the exchange holds what really came. */
  readonly #receipt = new Response(null, { status: 204 });
  #target: Target = { url: "", origin: "", path: "" };

  constructor(connections: number) {
    this.#agent = new Agent({
      connections,
      pipelining: 1,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: LARGEST_BODY_BYTES,
      connect: { timeout: CONNECT_TIMEOUT_MS },
    });
  }

  /** Expects an `exchange` in the init (the SDK's `fetchOptions`); resolves when it ended and never rejects for what the endpoint does. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const exchange = init !== undefined && "exchange" in init ? init.exchange : undefined;
    if (!(exchange instanceof Exchange) || typeof input !== "string") {
      throw new TypeError("the transport only sends requests that carry their exchange");
    }
    if (exchange.end === null) {
      this.#dispatch(input, init?.method === "GET" ? "GET" : "POST", init?.body, exchange);
      await exchange.ended;
    }
    return this.#receipt;
  };

  /** Closes every connection, also those in use. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  #dispatch(url: string, method: "GET" | "POST", body: unknown, exchange: Exchange): void {
    if (this.#target.url !== url) {
      const { origin, pathname, search } = new URL(url);
      this.#target = { url, origin, path: pathname + search };
    }
    this.#agent.dispatch(
      {
        origin: this.#target.origin,
        path: this.#target.path,
        method,
        headers: [...exchange.requestHeaders],
        body: typeof body === "string" ? body : null,
      },
      exchange,
    );
  }
}

/** The last URL, taken apart; a provider nearly always asks the same one. */
interface Target {
  readonly url: string;
  readonly origin: string;
  readonly path: string;
}
