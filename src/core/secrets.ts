import type { Endpoint, Model } from "./config.ts";
import { endpointsOf } from "./endpoints.ts";
import { environmentNames, expandEnvironment } from "./environment-reference.ts";
import { type ProxyRoute, resolveProxy } from "./resolve-proxy.ts";
import { escapedPattern, hasEscapes, literalForms } from "./secret-forms.ts";

/** What stands in the place of a secret in anything that leaves the process. */
const REDACTED = "[redacted]";
/** Shorter values would blank out ordinary words; real keys are longer. */
const SHORTEST_SECRET = 6;

/** The one place that holds keys: resolved from the environment by name, never part of a Config. */
export class Secrets {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  /** Every form of every secret, longest first, so that one that contains another is blanked as a whole. */
  readonly #forms: readonly string[];
  /** Finds secrets with escaped characters; null when there are no secrets. */
  readonly #escaped: RegExp | null;

  constructor(environment: Readonly<Record<string, string | undefined>>, models: readonly Model[]) {
    this.#environment = environment;
    const values = new Set<string>();
    for (const endpoint of models.flatMap(endpointsOf)) {
      const key = this.apiKey(endpoint);
      if (key !== null) values.add(key);
      for (const header of Object.values(endpoint.headers)) {
        for (const name of environmentNames(header)) values.add(environment[name] ?? "");
      }
      const route = this.proxyRoute(endpoint);
      if (route.kind === "proxy") for (const secret of route.proxy.secrets) values.add(secret);
    }
    const secrets = [...values].filter((value) => value.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
    this.#forms = [...new Set(secrets.flatMap(literalForms))].sort((a, b) => b.length - a.length);
    this.#escaped = secrets.length === 0 ? null : new RegExp(secrets.map(escapedPattern).join("|"), "g");
  }

  /** The endpoint's key, or null when it names none or the variable is not set. */
  apiKey({ apiKeyEnv }: Pick<Endpoint, "apiKeyEnv">): string | null {
    return (apiKeyEnv === null ? undefined : this.#environment[apiKeyEnv]) || null;
  }

  /** The endpoint's extra headers with `${NAME}` replaced. */
  headers(endpoint: Pick<Endpoint, "headers">): Record<string, string> {
    return Object.fromEntries(
      Object.entries(endpoint.headers).map(([name, value]) => [name, expandEnvironment(value, this.#environment)]),
    );
  }

  /** The way that the model's requests go; what it holds of a proxy's credential is secret. */
  proxyRoute(model: Model): ProxyRoute {
    return resolveProxy(model.proxy, model.baseUrl, this.#environment);
  }

  /** `text` with every known secret replaced: as it is, in base64, and with characters escaped as in JSON, URLs and HTML. */
  redact(text: string): string {
    const redacted = this.#forms.reduce((rest, form) => rest.replaceAll(form, REDACTED), text);
    return this.#escaped !== null && hasEscapes(redacted) ? redacted.replace(this.#escaped, REDACTED) : redacted;
  }
}
