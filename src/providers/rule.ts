import type { RetryReaction } from "./provider.ts";

/**
 * What a failure means: the ways to try again; `fail`: permanent for this task; `refuse`: moderation, settles the task;
 * `stop`: nothing else will work on this endpoint either.
 */
export type Reaction = RetryReaction | "fail" | "refuse" | "stop";

/** One line of a profile. It matches when every condition that it states holds; the first match counts. */
export interface Rule {
  /** One HTTP status, or the first and last of a range. */
  readonly status?: number | readonly [first: number, last: number];
  /** The provider's code or type is one of these (compared in lower case). */
  readonly names?: readonly string[];
  readonly message?: RegExp;
  /** A response header and its value. */
  readonly header?: readonly [name: string, value: string];
  readonly reaction: Reaction;
  /** The stable error code that records and tables show. */
  readonly errorCode: string;
  /** What to do about it, a clause without a full stop; null when the message says it all. */
  readonly advice: string | null;
}
