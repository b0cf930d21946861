/** How the simulator behaves. Everything is deterministic in `seed` and the request, arrival times apart. */
export interface SimulatorOptions {
  /** @default 0: any free port */
  readonly port?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Lognormal service time. @default { medianMs: 0, sigma: 0 } */
  readonly latency?: LatencyOptions;
  /** Latency of single routes, by provider name or by model id; overrides `latency`. */
  readonly latencyOf?: Readonly<Record<string, LatencyOptions>>;
  /** What each account (bearer token) may do; over it the provider's own rate-limit answer is sent. */
  readonly limits?: SimulatorLimits;
  readonly faults?: readonly FaultRule[];
  /** Length of answers in characters; by default a plausible 20–200. */
  readonly completionLength?: number;
  /** Only bearer tokens in this list are accepted; by default any non-empty one. */
  readonly apiKeys?: readonly string[];
}

export interface LatencyOptions {
  readonly medianMs: number;
  /** Standard deviation of the logarithm; 0 is constant. */
  readonly sigma?: number;
}

export interface SimulatorLimits {
  readonly concurrency?: number;
  readonly requestsPerSecond?: number;
  readonly burst?: number;
  readonly tokensPerMinute?: number;
  /** Whether rejections carry Retry-After. @default true */
  readonly retryAfter?: boolean;
}

/** A fault of the catalogue (`faults.ts`), by name. */
export interface FaultRule {
  readonly fault: string;
  /** Share of requests, 0 to 1. @default 1 */
  readonly rate?: number;
  /** Only requests for this provider (its path prefix). */
  readonly provider?: string;
  /** Only requests for this model id. */
  readonly model?: string;
  /** Only the first N attempts of each prompt; the following ones are answered. */
  readonly firstAttempts?: number;
}

/** `GET /_simulator/statistics`: what was really received. */
export interface SimulatorStatistics {
  readonly received: number;
  readonly inFlight: number;
  readonly maximumInFlight: number;
  readonly answered: number;
  readonly rejected: number;
  readonly faulted: number;
  /** Sums of the usage in answers that were sent completely. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Per `provider/model`. */
  readonly models: Readonly<Record<string, { received: number; answered: number; rejected: number; faulted: number }>>;
  /** Requests received per prompt: key is `provider/model/` + the first 16 hex digits of SHA-256 of the messages' JSON. Only with `?prompts=1`. */
  readonly prompts?: Readonly<Record<string, number>>;
}
