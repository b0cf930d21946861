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
  /** Share of the latency, 0 to 1, after which a stream's first text comes; the rest is spread over what remains. @default 0.2 */
  readonly firstTokenShare?: number;
  /** What each account (provider and bearer token) may do; over it the provider's own rate-limit answer is sent. */
  readonly limits?: SimulatorLimits;
  /** Of several rules, the first that applies to an attempt is played. */
  readonly faults?: readonly (FaultRule | FaultScript)[];
  /** Length of answers in characters; by default a plausible 20–200. */
  readonly completionLength?: number;
  /** Answers that are wrong beside those that models get wrong by themselves: a planted regression. */
  readonly wrong?: WrongAnswers;
  /** Only bearer tokens in this list are accepted; by default any non-empty one. Servers without keys take any. */
  readonly apiKeys?: readonly string[];
  /** Whether requests are counted per prompt, which takes about 100 bytes for each. @default false */
  readonly countPrompts?: boolean;
}

export interface LatencyOptions {
  readonly medianMs: number;
  /** Standard deviation of the logarithm; 0 is constant. */
  readonly sigma?: number;
}

export interface WrongAnswers {
  /** Only of this model id. @default all */
  readonly model?: string;
  /** Share of prompts, 0 to 1; the same prompt is wrong for every model and every time. */
  readonly rate: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface SimulatorLimits {
  readonly concurrency?: number;
  readonly requestsPerSecond?: number;
  /** Requests that an idle account may send at once. @default requestsPerSecond, at least 1 */
  readonly burst?: number;
  readonly tokensPerMinute?: number;
  /** Whether rejections carry Retry-After, where the provider sends one (Spark, DashScope and SiliconFlow do not). @default true */
  readonly retryAfter?: boolean;
  /**
   * Whether answers (streams apart) say what is left of requests and tokens: in `anthropic-ratelimit-*` for Anthropic, else in
   * `x-ratelimit-*`. @default false: what stands in the provider's literal answer
   */
  readonly announce?: boolean;
}

/** Which requests a rule is for. */
interface RuleScope {
  /** Only requests for this model id. */
  readonly model?: string;
  /** Only in the first milliseconds after the start (or reset): a model that loads, an outage. */
  readonly forMs?: number;
  /**
   * Pause of the faults that take their time.
   * @default slow 90,000; trickle 1,000 per byte; whitespace-keep-alive 100 per blank (five are sent); stream-pause and
   * stream-comments-only 1,000; stream-utf8-split 1 per write; reset-mid-body, stream-reset and stream-close 20
   */
  readonly delayMs?: number;
}

/** A fault of the catalogue (`fixtures/index.json`), by name. Those of streams strike only requests that ask for one. */
export interface FaultRule extends RuleScope {
  readonly fault: string;
  /** Share of completions, 0 to 1, drawn anew for every attempt; faults of listings always happen. @default 1 */
  readonly rate?: number;
  /** Only requests for this provider (its path prefix). @default the providers that the catalogue names for the fault */
  readonly provider?: string;
  /** Only the first N attempts of each prompt; the following ones are answered. */
  readonly firstAttempts?: number;
}

/**
 * What each attempt of each prompt gets, in order: `["any/server-error", null]` fails the first and answers the second.
 * Attempts are requests with the same path and body, the stream fields apart, so repeats of a prompt share one script.
 */
export interface FaultScript extends RuleScope {
  /** A fault's name (not one of listings), or null for an answer; attempts past its end are left to the rules that follow. */
  readonly script: readonly (string | null)[];
  /** Only requests for this provider (its path prefix). @default all, whatever providers the catalogue names for a fault */
  readonly provider?: string;
}

/**
 * `GET /_simulator/statistics`: the chat completions that were really received.
 * At any time `received = answered + rejected + faulted + abandoned + waiting`, where waiting is at most `inFlight`
 * (an endless fault is counted as faulted at once, and is in flight until its client goes away).
 */
export interface SimulatorStatistics {
  readonly received: number;
  /** Received and not yet answered. */
  readonly inFlight: number;
  readonly maximumInFlight: number;
  /** Completions whose bytes were all handed to the socket, odd ones that count as an answer (`answers` in the catalogue) included. */
  readonly answered: number;
  /** Refused as the provider does: key, model, parameters, limits. */
  readonly rejected: number;
  /** Faults played in place of an answer, or in the middle of a stream. */
  readonly faulted: number;
  /** Requests whose client went away before the answer. */
  readonly abandoned: number;
  /** Requests for a model listing; not part of `received`. */
  readonly listings: number;
  /** How often each fault was played, by name; those that count as an answer too. */
  readonly faults: Readonly<Record<string, number>>;
  /** Sums of the usage in answers that were sent completely; a stream that reported none adds nothing. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Per `provider/model`. */
  readonly models: Readonly<Record<string, { received: number; answered: number; rejected: number; faulted: number }>>;
  /** Requests received per prompt: key is `provider/model/` + the first 16 hex digits of SHA-256 of the messages' JSON. Only with `countPrompts` and `?prompts=1`. */
  readonly prompts?: Readonly<Record<string, number>>;
}
