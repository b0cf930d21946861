/** Tokens as the provider reported them; null where it did not say. Never computed, never 0 for unknown. */
export interface TokenCounts {
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly totalTokens: number | null;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
}

/** `inconsistent`: the numbers contradict each other (total is not prompt + completion); they are kept as sent. */
export type Usage = { readonly kind: "absent" } | ({ readonly kind: "reported" | "inconsistent" } & TokenCounts);

/** What a valid answer carried. */
export interface Answer {
  /** Null is not "": null when the provider sent no text (e.g. only tool calls). */
  readonly text: string | null;
  /** Reasoning sent beside the text, never mixed into it. */
  readonly reasoning: string | null;
  /** The provider's `tool_calls` as JSON text, or null. */
  readonly toolCalls: string | null;
  /** As sent; null when absent. */
  readonly finishReason: string | null;
}

/** How a task ended and is settled. `cancelled` tasks have no record: they are what the store does not hold. */
export type Outcome =
  | ({ readonly kind: "completed" } & Answer)
  /** Moderation or content filter only. */
  | ({ readonly kind: "refused"; readonly code: string; readonly message: string } & Answer)
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** The statuses a table can show. */
export type TaskStatus = Outcome["kind"] | "cancelled";

/** What the store keeps of a settled task. */
export interface TaskRecord {
  readonly cell: number;
  readonly outcome: Outcome;
  readonly usage: Usage;
  /** In the price's currency; null when price or usage is unknown. */
  readonly cost: number | null;
  /** HTTP requests sent for this task, rate-limited ones included. */
  readonly attempts: number;
  /** How many of them were answered with a rate limit. */
  readonly rateLimited: number;
  /** Waiting for the lane before the first attempt, milliseconds. */
  readonly queueMs: number;
  /** Waiting between attempts, milliseconds. */
  readonly retryMs: number;
  /** The final attempt's HTTP time, milliseconds; null when it got no answer. */
  readonly latencyMs: number | null;
  /** Time to the first token of a streamed answer, milliseconds. */
  readonly ttftMs: number | null;
  /** When the final attempt was sent, milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly requestId: string | null;
  readonly returnedModel: string | null;
  /** HTTP status of the final attempt; null when there was no response. */
  readonly httpStatus: number | null;
  /** Body of the final response as received; null when there was none or the policy leaves it out. */
  readonly raw: Uint8Array | null;
}
