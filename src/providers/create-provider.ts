import type { Clock } from "../core/clock.ts";
import type { Model, RawPolicy } from "../core/config.ts";
import type { ChatMessage } from "../core/messages.ts";
import type { Secrets } from "../core/secrets.ts";
import { Client } from "./client.ts";
import { findProfile } from "./find-profile.ts";
import { judgeExchange } from "./judge-exchange.ts";
import { readModelListing } from "./list-models.ts";
import type { ProviderProfile } from "./profile.ts";
import type { Attempt, ModelListing, Provider } from "./provider.ts";
import { readReply } from "./reply.ts";
import { requestBody } from "./request-body.ts";
import { requestHeaders } from "./request-headers.ts";
import { DIRECT, type Route } from "./route.ts";

/** What `createProvider` takes beside the model. */
export interface ProviderOptions {
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Most sockets open at once; requests beyond it wait for one, and that time counts. */
  readonly connections: number;
  readonly raw: RawPolicy;
  /** @default straight to the endpoint */
  readonly route?: Route;
  /** Overrides the model's: where the simulator listens. */
  readonly baseUrl?: string;
  /** Overrides the model's; null sends none. */
  readonly apiKey?: string | null;
}

/** The endpoint of one model, over real HTTP. Dispose of it: open connections and its timer keep the process alive. */
export function createProvider(model: Model, options: ProviderOptions): Provider {
  return new HttpProvider(model, options);
}

class HttpProvider implements Provider {
  readonly #model: Model;
  readonly #options: ProviderOptions;
  readonly #profile: ProviderProfile;
  readonly #client: Client;
  readonly #route: Route;
  readonly #redact: (text: string) => string;
  readonly #headers: readonly string[];

  constructor(model: Model, options: ProviderOptions) {
    const { baseUrl = model.baseUrl, clock, connections, secrets, route = DIRECT } = options;
    this.#model = model;
    this.#options = options;
    this.#route = route;
    this.#profile = findProfile(model.provider);
    this.#client = new Client({ baseUrl, connections, route, clock, limits: model });
    this.#redact = (text) => secrets.redact(text);
    this.#headers = requestHeaders({ apiKey: this.#apiKey(), extra: secrets.headers(model), hasBody: true });
  }

  async complete(messages: readonly ChatMessage[], signal: AbortSignal): Promise<Attempt> {
    const body = requestBody(this.#model, this.#profile, messages);
    const streamed = this.#model.stream;
    const exchange = await this.#client.send(
      { method: "post", path: "/chat/completions", headers: this.#headers, body, streamed },
      signal,
    );
    return judgeExchange(exchange, await exchange.ended, {
      rules: this.#profile.rules,
      redact: this.#redact,
      raw: this.#options.raw,
      limits: this.#model,
      proxy: this.#route.proxy?.shown ?? null,
      streamed,
      now: this.#options.clock.now(),
    });
  }

  async listModels(signal: AbortSignal): Promise<ModelListing> {
    const { listing, rules } = this.#profile;
    if (listing.kind === "absent") return { kind: "unavailable", httpStatus: null, message: listing.reason };
    const apiKey = this.#apiKey();
    const key = listing.keyHeader === null || apiKey === null ? {} : { [listing.keyHeader]: apiKey };
    const extra = { ...listing.headers, ...key, ...this.#options.secrets.headers(this.#model) };
    const headers = requestHeaders({ apiKey, extra, hasBody: false });
    const exchange = await this.#client.send({ method: "get", path: "/models", query: listing.query, headers }, signal);
    const end = await exchange.ended;
    if (end.kind === "answered") return readModelListing(readReply(end, this.#redact));
    const proxy = this.#route.proxy?.shown ?? null;
    const known = { rules, redact: this.#redact, limits: this.#model, proxy };
    const context = { ...known, raw: "none", streamed: false, now: 0 } as const;
    const { httpStatus, verdict } = judgeExchange(exchange, end, context);
    const message = "message" in verdict ? verdict.message : `the listing failed (${verdict.kind})`;
    return { kind: "unavailable", httpStatus, message };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  #apiKey(): string | null {
    const { apiKey, secrets } = this.#options;
    return apiKey === undefined ? secrets.apiKey(this.#model) : apiKey;
  }
}
