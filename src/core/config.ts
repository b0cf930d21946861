import type { Gate } from "./gate.ts";
import type { NotifyTarget } from "./notify.ts";
import type { Template } from "./messages.ts";
import type { JudgingConfig, ScorerConfig } from "./scorer-config.ts";

/** Everything a run needs to know, resolved and frozen. What the user wrote is `WrittenConfig` (config/schema.ts). */
export interface Config {
  /** Folder of the config file, absolute; globs and `results` are relative to it. */
  readonly directory: string;
  /** The config file as the user named it, for messages; null when the config came from code. */
  readonly file: string | null;
  /** Globs or paths of prompt sets, relative to `directory`; `-` is standard input. */
  readonly prompts: readonly string[];
  readonly columns: ColumnNames;
  /** Results folder, absolute. */
  readonly results: string;
  readonly repeats: number;
  /** At least one. */
  readonly templates: readonly Template[];
  /** At least one; names are unique. */
  readonly models: readonly Model[];
  /** Names are unique. */
  readonly scorers: readonly (ScorerConfig | JudgingConfig)[];
  /** The models that scorers ask; names are unique. */
  readonly judges: readonly Model[];
  /** Null: not configured. */
  readonly gate: Gate | null;
  /** Who is told how a run or a gate ended. */
  readonly notify: readonly NotifyTarget[];
  readonly store: { readonly raw: RawPolicy };
  readonly tables: TableOptions;
}

export interface ColumnNames {
  /** Column that holds the prompt id when the file has it; otherwise the id is file and row. */
  readonly id: string;
  /** Column that holds a whole conversation as JSON, or null. */
  readonly messages: string | null;
}

/** Which raw response bodies are stored. */
export type RawPolicy = "keep" | "errors" | "none";

export interface TableOptions {
  /** Start each CSV with a byte order mark, for spreadsheets. */
  readonly bom: boolean;
  /** Prefix cells that a spreadsheet would run as a formula. */
  readonly escapeFormulas: boolean;
}

/** The kind of endpoint behind a model; each has a profile in providers/profiles/. */
export type ProviderName =
  | "openai"
  | "vllm"
  | "ollama"
  | "llamacpp"
  | "dashscope"
  | "siliconflow"
  | "openrouter"
  | "spark"
  | "anthropic"
  | "generic";

/** Request parameters sent to the API as they are. */
export type Params = Readonly<Record<string, unknown>>;

/** Where requests go, with which key and under which limits: an account. */
export interface Endpoint {
  readonly baseUrl: string;
  /** Name of the environment variable that holds the key; null for endpoints without one. */
  readonly apiKeyEnv: string | null;
  readonly provider: ProviderName;
  /** Extra headers as written: `${NAME}` still stands in them, so that no secret is part of a Config. */
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: Limits;
}

/** One configured column of the grid. What it has of an endpoint is its first one. */
export interface Model extends Endpoint {
  readonly name: string;
  /** The provider's own model id. */
  readonly model: string;
  /** The endpoints beside the first, each an account of its own; empty for most models. */
  readonly otherEndpoints: readonly Endpoint[];
  /** The config's params overlaid with the model's own, nulls removed. */
  readonly params: Params;
  /** Ask for the answers as streams, which measures the time to the first token. */
  readonly stream: boolean;
  /** Null when unknown: cost is then null, never 0. */
  readonly price: Price | null;
  readonly proxy: ProxyChoice;
  /** PEM files of certificate authorities to trust beside the known ones, absolute. */
  readonly ca: readonly string[];
  /** Longest time for one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** Longest time without a byte from the endpoint, milliseconds. */
  readonly stallTimeoutMs: number;
  readonly retry: RetryPolicy;
  /** When to stop the lane because it only fails; null: never. */
  readonly breaker: BreakerPolicy | null;
}

/** Who decides which proxy a model's requests go through. */
export type ProxyChoice =
  /** HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
  | { readonly kind: "environment" }
  | { readonly kind: "none" }
  /** A URL as written: `${NAME}` still stands in it, so that no secret is part of a Config. */
  | { readonly kind: "written"; readonly url: string };

/** What the user says the account may carry; null is not stated. */
export interface Limits {
  readonly concurrency: number | null;
  readonly requestsPerMinute: number | null;
  readonly tokensPerMinute: number | null;
  /** Requests in any 24 hours. */
  readonly requestsPerDay: number | null;
  /** The time of day in which requests may be sent; null: always. */
  readonly between: DayWindow | null;
  /** Tells accounts apart that have the same base URL and key. */
  readonly group: string | null;
}

/** A daily span of local time, `from` included and `to` not; it crosses midnight where `to` is the earlier one. */
export interface DayWindow {
  /** `HH:MM`, 00:00 to 23:59. */
  readonly from: string;
  /** `HH:MM`, 00:00 to 24:00; never equal to `from`. */
  readonly to: string;
  /** IANA name of the time zone; null is the machine's own. */
  readonly zone: string | null;
}

/** Price per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
  /** Price of cached prompt tokens; null: they cost as much as `input`. */
  readonly cachedInput: number | null;
  /** ISO 4217 code. */
  readonly currency: string;
}

export interface RetryPolicy {
  /** Attempts per task, the first included. Rate-limited attempts do not count. */
  readonly maximumAttempts: number;
  readonly initialIntervalMs: number;
  readonly backoffCoefficient: number;
  readonly maximumIntervalMs: number;
  /** A wait asked for by the endpoint beyond this stops the lane, milliseconds. */
  readonly maximumWaitMs: number;
}

/** When a lane only fails; a completed or refused task is no failure. */
export interface BreakerPolicy {
  /** Failures in a row with one error code. */
  readonly consecutive: number;
  /** Share of the last `window` outcomes that failed, 0 < share ≤ 1. */
  readonly share: number;
  readonly window: number;
}
