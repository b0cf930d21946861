import type { Announced } from "./hidden-limit.ts";

/** How a simulated client decides when to send. Its tickets tell its requests apart. */
export interface Client<Ticket> {
  /** Whether a rejected task keeps its place while it waits, and leaves without asking. */
  readonly holdsSlot: boolean;
  /** 0: may send now; Infinity: after a result; otherwise ask again after so many milliseconds. */
  delayMs(now: number, tokens: number): number;
  /** `rejections`: how often this task was answered 429 before. */
  sent(now: number, tokens: number, rejections: number): Ticket;
  /** `announced` is what the server says of its limit. */
  answered(now: number, ticket: Ticket, announced: Announced | null): void;
  /** After how many milliseconds the task that was rejected for the n-th time may ask again. */
  rateLimited(now: number, ticket: Ticket, retryAfterMs: number | null, times: number): number;
}
