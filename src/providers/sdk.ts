import OpenAI, { type ClientOptions } from "openai";

/** The SDK's own timer must never fire: ours watches (2^31 - 1 ms is the longest that `setTimeout` takes). */
const NEVER_MS = 2 ** 31 - 1;
const NO_HEADERS = new Headers();

/** What the SDK is told of an endpoint. */
export interface SdkOptions {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
}

/** Makes the SDK; throws when OPENAI_CUSTOM_HEADERS cannot be read by it. */
export function createSdk({ baseUrl, fetch }: SdkOptions): OpenAI {
  // Whatever is left out here, the SDK takes from OPENAI_* variables and sends to third parties.
  try {
    return new RequestSdk({
      baseURL: baseUrl,
      apiKey: "the-transport-sends-the-real-one",
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: "off",
      maxRetries: 0,
      timeout: NEVER_MS,
      fetch,
    });
  } catch (cause) {
    throw new Error("the SDK cannot read OPENAI_CUSTOM_HEADERS: unset it, it is not used", { cause });
  }
}

/**
 * The SDK with a request builder of ours, an extension point of its own. The headers that it would build hold variables of
 * the environment and telemetry, take a quarter of a request's CPU, and none of them is sent: see Exchange.requestHeaders.
 * Nor does it set a timer for each request, which `Deadlines` makes needless.
 */
class RequestSdk extends OpenAI {
  readonly #fetch: typeof fetch;

  constructor(options: ClientOptions & Pick<SdkOptions, "fetch">) {
    super(options);
    this.#fetch = options.fetch;
  }

  override buildRequest(options: Parameters<OpenAI["buildRequest"]>[0]): Promise<BuiltRequest> {
    const { method, path, query, body, fetchOptions } = options;
    const content = body === undefined ? null : JSON.stringify(body);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what it types as dispatcher is undici's of another version
    const req = {
      method: method.toUpperCase(),
      headers: NO_HEADERS,
      body: content,
      ...fetchOptions,
    } as BuiltRequest["req"];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK types its query as unknown and passes it on
    const parameters = query as Record<string, unknown> | undefined;
    return Promise.resolve({ req, url: this.buildURL(path, parameters), timeout: NEVER_MS });
  }

  override fetchWithTimeout(url: string | URL | Request, init?: RequestInit): Promise<Response> {
    return this.#fetch(url, init);
  }
}

type BuiltRequest = Awaited<ReturnType<OpenAI["buildRequest"]>>;
