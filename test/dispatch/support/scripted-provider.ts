import type { ChatMessage } from "../../../src/core/messages.ts";
import type { Announcements } from "../../../src/providers/announcements.ts";
import type { Clock } from "../../../src/core/clock.ts";
import type { Attempt, ModelListing, Provider, Verdict } from "../../../src/providers/provider.ts";
import { completed } from "./verdicts.ts";

/** A request as the endpoint saw it. */
export interface Sent {
  readonly cell: number;
  /** 1-based, per cell. */
  readonly attempt: number;
  /** On the monotonic clock. */
  readonly at: number;
}

export interface Reply {
  readonly verdict: Verdict;
  readonly latencyMs: number;
  /** What opening a connection takes before. @default 0 */
  readonly connectMs?: number;
  /** @default null */
  readonly announced?: Announcements | null;
}

/** An endpoint in memory that answers as its script says; the request's content is the cell. */
export class ScriptedProvider implements Provider {
  readonly sent: Sent[] = [];
  inFlight = 0;
  maximumInFlight = 0;
  readonly #clock: Clock;
  readonly #script: (request: Sent) => Reply;
  readonly #attempts = new Map<number, number>();

  constructor(clock: Clock, script: (request: Sent) => Reply = () => ({ verdict: completed(), latencyMs: 100 })) {
    this.#clock = clock;
    this.#script = script;
  }

  /** Cells in the order in which they were first sent. */
  get cells(): number[] {
    return this.sent.filter(({ attempt }) => attempt === 1).map(({ cell }) => cell);
  }

  async complete(messages: readonly ChatMessage[], signal: AbortSignal): Promise<Attempt> {
    const cell = Number(messages[0]?.content);
    const attempt = (this.#attempts.get(cell) ?? 0) + 1;
    this.#attempts.set(cell, attempt);
    const startedAt = this.#clock.now();
    const request = { cell, attempt, at: this.#clock.monotonic() };
    const { verdict, latencyMs, connectMs = 0, announced = null } = this.#script(request);
    this.sent.push(request);
    this.inFlight += 1;
    this.maximumInFlight = Math.max(this.maximumInFlight, this.inFlight);
    const wasCut = await this.#clock.sleep(connectMs + latencyMs, signal).then(
      () => false,
      () => true,
    );
    this.inFlight -= 1;
    return {
      startedAt,
      latencyMs: wasCut ? null : latencyMs,
      ttftMs: null,
      httpStatus: wasCut ? null : 200,
      wasSent: true,
      requestId: `request-${cell}-${attempt}`,
      returnedModel: "scripted",
      raw: null,
      announced: wasCut ? null : announced,
      verdict: wasCut ? { kind: "aborted" } : verdict,
    };
  }

  async listModels(): Promise<ModelListing> {
    return { kind: "listed", models: ["scripted"] };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
