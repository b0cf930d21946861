import type { Model, Price } from "../core/config.ts";

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
  readonly bound: "requestsPerMinute" | "tokensPerMinute" | "concurrency";
}

/** How long an answer takes where nothing is known of it; only for what `concurrency` bounds. */
export const ASSUMED_LATENCY_MS = 1_000;

const MINUTE_MS = 60_000;

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
  const { requestsPerMinute, tokensPerMinute, concurrency } = model.limits;
  const durations: LeastDuration[] = [];
  if (requestsPerMinute !== null) {
    durations.push({ durationMs: (tasks / requestsPerMinute) * MINUTE_MS, bound: "requestsPerMinute" });
  }
  if (tokensPerMinute !== null) {
    durations.push({ durationMs: (promptTokens / tokensPerMinute) * MINUTE_MS, bound: "tokensPerMinute" });
  }
  if (concurrency !== null) {
    durations.push({ durationMs: Math.ceil(tasks / concurrency) * assumedLatencyMs, bound: "concurrency" });
  }
  const longest = durations.toSorted((a, b) => b.durationMs - a.durationMs)[0];
  return longest ?? null;
}
