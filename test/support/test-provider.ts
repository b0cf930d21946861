import { onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../src/core/clock.ts";
import type { Model, ProviderName, RawPolicy } from "../../src/core/config.ts";
import { Secrets } from "../../src/core/secrets.ts";
import { createProvider } from "../../src/providers/create-provider.ts";
import type { Route } from "../../src/providers/route.ts";
import type { Attempt, Provider } from "../../src/providers/provider.ts";

/** The key of every test provider. */
export const TEST_KEY = "sk-test/0123456789+abcdef";

/** What a test may want to be different from the ordinary. */
export interface TestProviderOptions {
  readonly model?: Partial<Model>;
  readonly provider?: ProviderName;
  readonly clock?: Clock;
  readonly connections?: number;
  readonly raw?: RawPolicy;
  readonly environment?: Readonly<Record<string, string>>;
  readonly route?: Route;
}

/** A model as the config would resolve it. */
export function testModel(overrides: Partial<Model> = {}): Model {
  return {
    name: "model under test",
    model: "test-model",
    baseUrl: "http://127.0.0.1:9/v1",
    apiKeyEnv: "TEST_KEY",
    provider: "generic",
    headers: {},
    params: {},
    stream: false,
    proxy: { kind: "none" },
    ca: [],
    limits: {
      concurrency: null,
      requestsPerMinute: null,
      tokensPerMinute: null,
      requestsPerDay: null,
      between: null,
      group: null,
    },
    otherEndpoints: [],
    price: null,
    timeoutMs: 600_000,
    stallTimeoutMs: 120_000,
    retry: {
      maximumAttempts: 5,
      initialIntervalMs: 500,
      backoffCoefficient: 2,
      maximumIntervalMs: 30_000,
      maximumWaitMs: 900_000,
    },
    breaker: null,
    ...overrides,
  };
}

/** A provider for `origin` that is disposed of with the test. */
export function testProvider(origin: string, options: TestProviderOptions = {}): Provider {
  const provider = options.provider ?? "generic";
  const model = testModel({ baseUrl: `${origin}/v1`, provider, ...options.model });
  const created = createProvider(model, {
    secrets: new Secrets(options.environment ?? { TEST_KEY }, [model]),
    clock: options.clock ?? systemClock,
    connections: options.connections ?? 4,
    raw: options.raw ?? "keep",
    ...(options.route !== undefined && { route: options.route }),
  });
  onTestFinished(() => created[Symbol.asyncDispose]());
  return created;
}

/** One question, one attempt. */
export function ask(provider: Provider, signal: AbortSignal = new AbortController().signal): Promise<Attempt> {
  return provider.complete([{ role: "user", content: "What is the capital of France?" }], signal);
}

/** A verdict as one line: kind or reaction, code, and the Retry-After in milliseconds where there is one. */
export function verdictLine({ verdict }: Attempt): string {
  if (verdict.kind === "aborted") return "aborted";
  if (verdict.kind === "stop") return `stop ${verdict.code}`;
  if (verdict.kind === "retry") {
    const wait = verdict.retryAfterMs === null ? "" : ` after ${verdict.retryAfterMs}`;
    return `${verdict.reaction} ${verdict.code}${wait}`;
  }
  const { outcome } = verdict;
  return outcome.kind === "completed" ? "completed" : `${outcome.kind} ${outcome.code}`;
}
