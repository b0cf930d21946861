import type { Reaction } from "./rule.ts";

/** What a connection that failed means, by the code of Node or undici. */
export interface NetworkFailure {
  readonly reaction: Extract<Reaction, "retry" | "retry-few" | "fail" | "stop">;
  /** Snake case. */
  readonly errorCode: string;
  /** One sentence without a full stop. */
  readonly message: string;
}
