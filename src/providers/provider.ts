import type { ChatMessage } from "../core/messages.ts";
import type { Outcome, Usage } from "../core/record.ts";
import type { Announcements } from "./announcements.ts";

/** One model's endpoint. What the endpoint does wrong is a value; only a defect of ours is thrown. */
export interface Provider extends AsyncDisposable {
  /** Sends one chat completion. Aborting `signal` cuts the request and gives `aborted`. */
  complete(messages: readonly ChatMessage[], signal: AbortSignal): Promise<Attempt>;
  /** `GET {baseUrl}/models`. */
  listModels(signal: AbortSignal): Promise<ModelListing>;
}

/** One HTTP request and what came of it. */
export interface Attempt {
  /** When the request was sent, milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** From sending to the last byte, milliseconds; null when no complete response came. */
  readonly latencyMs: number | null;
  /** From sending to the first token of a stream, milliseconds; null when none was asked for or none came. */
  readonly ttftMs: number | null;
  readonly httpStatus: number | null;
  /** Whether the request went onto a socket, so that the endpoint may have worked on it. */
  readonly wasSent: boolean;
  readonly requestId: string | null;
  readonly returnedModel: string | null;
  /** The body as received (secrets blanked); null when there was none, or over 1 MiB of one that never ended. */
  readonly raw: Uint8Array | null;
  /** What the endpoint said of its limits with the answer. */
  readonly announced: Announcements | null;
  readonly verdict: Verdict;
}

/** What an attempt means for its task and its lane. */
export type Verdict =
  | { readonly kind: "settled"; readonly outcome: Outcome; readonly usage: Usage }
  /** Try again. When attempts run out, the task fails with this code and message. */
  | {
      readonly kind: "retry";
      readonly reaction: RetryReaction;
      readonly code: string;
      readonly message: string;
      /** How long the endpoint asks to wait, milliseconds; null when it did not say (or not legibly). */
      readonly retryAfterMs: number | null;
      /** What the endpoint reported although the answer was unusable. */
      readonly usage: Usage;
    }
  /** Nothing else will work on this endpoint either (bad key, unpaid, unknown model): stops the lane, settles nothing. */
  | { readonly kind: "stop"; readonly code: string; readonly message: string }
  | { readonly kind: "aborted" };

/**
 * - `rate-limit`: more than the account may send at present; slows it down or pauses it, does not use up an attempt;
 * - `rate-limit-few`: a refusal that may be such a limit or be for good; likewise, with less patience;
 * - `concurrency-limit`: too many of the account at once; likewise;
 * - `loading`: the endpoint is starting (model loading); waits patiently, does not use up an attempt;
 * - `retry`: transient; uses up an attempt;
 * - `retry-few`: doubtful (protocol errors); uses up an attempt, three at most.
 */
export type RetryReaction = "rate-limit" | "rate-limit-few" | "concurrency-limit" | "loading" | "retry" | "retry-few";

/** Whether an answer speaks of a limit of the account, and uses up no attempt of its task. */
export function isLimit(reaction: RetryReaction): boolean {
  return reaction === "rate-limit" || reaction === "rate-limit-few" || reaction === "concurrency-limit";
}

export type ModelListing =
  | { readonly kind: "listed"; readonly models: readonly string[] }
  /** The endpoint has no usable listing; a warning, not an error. */
  | { readonly kind: "unavailable"; readonly httpStatus: number | null; readonly message: string };
