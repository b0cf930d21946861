import { Agent } from "undici";
import { createConnector } from "./connector.ts";
import { Exchange } from "./exchange.ts";
import type { Route } from "./route.ts";
import { Turns } from "./turns.ts";

/** A completion is far smaller; an endless body would fill the memory before any timeout. */
export const LARGEST_BODY_BYTES = 16 * 2 ** 20;
/** What servers commonly allow, and RFC 9113 (section 6.5.2) advises them to; beyond it another connection is opened. */
const STREAMS_PER_CONNECTION = 100;

/** Where requests go and how. */
export interface TransportOptions {
  /** Any URL of the endpoint. */
  readonly baseUrl: string;
  /** Most sockets open at once. */
  readonly connections: number;
  readonly route: Route;
}

/**
 * A `fetch` for the SDK on undici's dispatch: keep-alive, HTTP/2 where TLS offers it and else HTTP/1.1 without pipelining, at
 * most `connections` sockets, no redirects, no timers of its own. Streams and Headers objects are what makes an ordinary
 * fetch cost three times as much.
 */
export class Transport implements AsyncDisposable {
  readonly #options: TransportOptions;
  readonly #isSecure: boolean;
  readonly #closing = new AbortController();
  /** Agents that only finish what they have begun. */
  readonly #left = new Set<Agent>();
  /** What the SDK is told of every request: it would read bodies and throw; the exchange holds what really came. */
  readonly #receipt = new Response(null, { status: 204 });
  readonly #turns = new Turns();
  #agent: Agent;
  #isMultiplexed = false;
  #target: Target = { url: "", origin: "", path: "", headers: [] };

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#isSecure = URL.parse(options.baseUrl)?.protocol === "https:";
    this.#agent = this.#createAgent();
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
      await this.#turns.next();
    }
    return this.#receipt;
  };

  /**
   * Tells that a request got no byte for too long. Over HTTP/1.1 its connection is closed with it; an HTTP/2 connection may
   * have died unnoticed under many requests, so later ones get new connections.
   */
  mistrust(): void {
    if (!this.#isMultiplexed) return;
    this.#isMultiplexed = false;
    const left = this.#agent;
    this.#agent = this.#createAgent();
    this.#left.add(left);
    // Rejected only when it is destroyed first, which disposing does.
    left.close().then(
      () => this.#left.delete(left),
      () => this.#left.delete(left),
    );
  }

  /** Closes every connection, also those in use. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#agent, ...this.#left].map((agent) => agent.destroy()));
  }

  #createAgent(): Agent {
    const { connections, route } = this.#options;
    return new Agent({
      connections,
      pipelining: 1,
      allowH2: this.#isSecure,
      h2Options: { maxConcurrentStreams: STREAMS_PER_CONNECTION },
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: LARGEST_BODY_BYTES,
      connect: createConnector({
        route,
        isSecure: this.#isSecure,
        signal: this.#closing.signal,
        onConnected: (protocol) => {
          if (protocol === "h2") this.#isMultiplexed = true;
        },
      }),
    });
  }

  #dispatch(url: string, method: "GET" | "POST", body: unknown, exchange: Exchange): void {
    if (this.#target.url !== url) this.#target = this.#targetOf(url);
    const { origin, path, headers } = this.#target;
    this.#agent.dispatch(
      {
        origin,
        path,
        method,
        headers: [...headers, ...exchange.requestHeaders],
        body: typeof body === "string" ? body : null,
      },
      exchange,
    );
  }

  #targetOf(url: string): Target {
    const { origin, host, pathname, search } = new URL(url);
    const { proxy } = this.#options.route;
    if (proxy === null || this.#isSecure) return { url, origin, path: pathname + search, headers: [] };
    // Plain HTTP is forwarded by the proxy: it gets the whole URL (RFC 9112, section 3.2.2).
    const login = proxy.authorization === null ? [] : ["proxy-authorization", proxy.authorization];
    return { url, origin: proxy.shown, path: origin + pathname + search, headers: ["host", host, ...login] };
  }
}

/** The last URL, taken apart; a provider nearly always asks the same one. */
interface Target {
  readonly url: string;
  readonly origin: string;
  readonly path: string;
  /** What is sent beside the exchange's own. */
  readonly headers: readonly string[];
}
