import type { Limits, Model, Price } from "../core/config.ts";
import { formatDayWindow } from "../core/day-window.ts";
import { endpointName, endpointsOf } from "../core/endpoints.ts";

/** What one model would be asked. */
export interface LaneDemand {
  readonly model: Model;
  /** Prompts × templates × repeats that are not settled. */
  readonly tasks: number;
  /** Prompt tokens of all these tasks together, estimated. */
  readonly promptTokens: number;
}

/** What filling one model's part of the grid takes, as far as it can be known before. */
export interface LaneEstimate {
  /** The model's name. */
  readonly model: string;
  readonly tasks: number;
  /** Estimated. */
  readonly promptTokens: number;
  /** What `max_tokens` allows for all tasks; null when the params set no maximum. */
  readonly completionTokensAtMost: number | null;
  /** Null when the price is unknown. */
  readonly cost: CostRange | null;
  /** Null when no limit is stated that would bound it. */
  readonly leastDuration: LeastDuration | null;
  /** What may hold its tasks back for hours, a line for each endpoint where it states that. */
  readonly holds: readonly string[];
}

/** Bounds as good as the estimate of prompt tokens; retries come on top. */
export interface CostRange {
  /** Prompts alone, as if every answer were empty. */
  readonly low: number;
  /** With the longest answers that are allowed; null when nothing limits them. */
  readonly high: number | null;
  readonly currency: string;
}

/** The limit that takes longest. */
export interface LeastDuration {
  readonly durationMs: number;
  readonly bound: "requestsPerMinute" | "tokensPerMinute" | "requestsPerDay" | "concurrency";
}

/** How long an answer takes where nothing is known of it; only for what `concurrency` bounds. */
export const ASSUMED_LATENCY_MS = 1_000;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Totals, cost and least duration of one lane. */
export function planLane(demand: LaneDemand, assumedLatencyMs: number = ASSUMED_LATENCY_MS): LaneEstimate {
  const { model, tasks, promptTokens } = demand;
  const maximum = completionLimit(model);
  const completionTokensAtMost = maximum === null ? null : maximum * tasks;
  return {
    model: model.name,
    tasks,
    promptTokens,
    completionTokensAtMost,
    cost: model.price === null ? null : costRange(model.price, promptTokens, completionTokensAtMost),
    leastDuration: leastDuration(demand, assumedLatencyMs),
    holds: holdsOf(model),
  };
}

/** The most tokens that one answer may have by the model's params, or null. */
export function completionLimit({ params }: Model): number | null {
  const limits = [params["max_completion_tokens"], params["max_tokens"]];
  return limits.find((limit) => typeof limit === "number") ?? null;
}

function costRange(price: Price, promptTokens: number, completionTokens: number | null): CostRange {
  const low = (promptTokens * price.input) / 1e6;
  const high = completionTokens === null ? null : low + (completionTokens * price.output) / 1e6;
  return { low, high, currency: price.currency };
}

/** Answers' tokens are left out of the token bound, as their number is not known: it is a lower bound. */
function leastDuration({ model, tasks, promptTokens }: LaneDemand, assumedLatencyMs: number): LeastDuration | null {
  const requestsPerMinute = sumOf(model, "requestsPerMinute");
  const tokensPerMinute = sumOf(model, "tokensPerMinute");
  const concurrency = sumOf(model, "concurrency");
  const requestsPerDay = sumOf(model, "requestsPerDay");
  const durations: LeastDuration[] = [];
  if (requestsPerMinute !== null) {
    durations.push({ durationMs: (tasks / requestsPerMinute) * MINUTE_MS, bound: "requestsPerMinute" });
  }
  if (tokensPerMinute !== null) {
    durations.push({ durationMs: (promptTokens / tokensPerMinute) * MINUTE_MS, bound: "tokensPerMinute" });
  }
  if (requestsPerDay !== null) {
    durations.push({
      durationMs: Math.max(0, Math.ceil(tasks / requestsPerDay) - 1) * DAY_MS,
      bound: "requestsPerDay",
    });
  }
  if (concurrency !== null) {
    durations.push({ durationMs: Math.ceil(tasks / concurrency) * assumedLatencyMs, bound: "concurrency" });
  }
  const longest = durations.toSorted((a, b) => b.durationMs - a.durationMs)[0];
  return longest ?? null;
}

/** What all endpoints together may carry; null when one of them does not say. */
function sumOf(
  model: Model,
  limit: keyof Pick<Limits, "requestsPerMinute" | "tokensPerMinute" | "requestsPerDay" | "concurrency">,
): number | null {
  return endpointsOf(model).reduce<number | null>((sum, { limits }) => {
    const stated = limits[limit];
    return sum === null || stated === null ? null : sum + stated;
  }, 0);
}

/** Windows are not part of the least duration, as that depends on when the run starts. */
function holdsOf(model: Model): string[] {
  const endpoints = endpointsOf(model);
  return endpoints.flatMap((endpoint) => {
    const { requestsPerDay, between } = endpoint.limits;
    const parts = [
      ...(requestsPerDay === null ? [] : [`at most ${requestsPerDay} requests in any 24 hours`]),
      ...(between === null ? [] : [`only between ${formatDayWindow(between)}`]),
    ];
    if (parts.length === 0) return [];
    return [`${endpoints.length === 1 ? "" : `${endpointName(endpoint)}: `}${parts.join(", ")}`];
  });
}
