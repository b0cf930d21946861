import type { ChatMessage } from "../core/messages.ts";
import type { Outcome, TaskRecord, Usage } from "../core/record.ts";
import type { Task } from "../core/task.ts";
import type { Attempt } from "../providers/provider.ts";
import type { LaneEndpoint } from "./lane-endpoint.ts";

/** A task from when its lane takes it until it is recorded or left: its attempts, and where its time went. */
export class OpenTask {
  readonly task: Task;
  readonly messages: readonly ChatMessage[];
  readonly estimatedTokens: number;
  attempts = 0;
  rateLimited = 0;
  failures = 0;
  loadings = 0;
  /** Where its last attempt failed on the way, so that another endpoint is tried first. */
  failedOn: LaneEndpoint | null = null;
  /** Endpoints that it did not reach once already. */
  #unreached: readonly LaneEndpoint[] = [];
  /** Since when no request has been under way for it, on the monotonic clock. */
  #idleSince: number;
  #handedOverAt = 0;
  #queueMs = 0;
  #retryMs = 0;

  constructor(task: Task, messages: readonly ChatMessage[], estimatedTokens: number, takenAt: number) {
    this.task = task;
    this.messages = messages;
    this.estimatedTokens = estimatedTokens;
    this.#idleSince = takenAt;
  }

  /** A request is handed over at the monotonic time `now`. */
  send(now: number): void {
    this.#handedOverAt = now;
    this.attempts += 1;
  }

  /** The request came back at the monotonic time `now`. What a connection took to open was waiting, too. */
  receive({ verdict, latencyMs }: Pick<Attempt, "verdict" | "latencyMs">, now: number): void {
    const leftAt = latencyMs === null ? this.#handedOverAt : Math.max(this.#handedOverAt, now - latencyMs);
    const waitedMs = leftAt - this.#idleSince;
    if (this.attempts === 1) this.#queueMs = waitedMs;
    else this.#retryMs += waitedMs;
    this.#idleSince = now;
    if (verdict.kind !== "retry") return;
    switch (verdict.reaction) {
      case "rate-limit":
      case "rate-limit-few":
      case "concurrency-limit":
        this.rateLimited += 1;
        break;
      case "loading":
        this.loadings += 1;
        break;
      case "retry":
      case "retry-few":
        this.failures += 1;
        break;
    }
  }

  /**
   * The last attempt, which did not reach `endpoint`, uses up none: another endpoint is asked at once. False where that was
   * so before, as a task must not wander for ever.
   */
  excuse(endpoint: LaneEndpoint): boolean {
    if (this.#unreached.includes(endpoint)) return false;
    this.#unreached = [...this.#unreached, endpoint];
    this.failures -= 1;
    return true;
  }

  /** The record of a task that `last` settled. */
  toRecord(last: Attempt, outcome: Outcome, usage: Usage, cost: number | null): TaskRecord {
    return {
      cell: this.task.cell,
      outcome,
      usage,
      cost,
      attempts: this.attempts,
      rateLimited: this.rateLimited,
      queueMs: this.#queueMs,
      retryMs: this.#retryMs,
      latencyMs: last.latencyMs,
      ttftMs: last.ttftMs,
      startedAt: last.startedAt,
      requestId: last.requestId,
      returnedModel: last.returnedModel,
      httpStatus: last.httpStatus,
      raw: last.raw,
    };
  }
}
