import { seededRandom } from "../../src/stats/random.ts";
import type { Client } from "./client.ts";
import { EventQueue } from "./event-queue.ts";
import type { Announced, HiddenLimit } from "./hidden-limit.ts";

/** What a client made of a limit, as shares. */
export interface Result {
  readonly capacityUsed: number;
  readonly capacityUsedSecondHalf: number;
  readonly rejected: number;
  readonly rejectedSecondHalf: number;
}

export interface Setting {
  readonly seconds: number;
  readonly meanLatencyMs: number;
  readonly seed: number;
}

interface Task {
  readonly tokens: number;
  rejections: number;
}

/** The spread of the latency's logarithm, as seen of short completions. */
const LATENCY_SIGMA = 0.4;

/** Uniform between these: prompt and completion together. */
const FEWEST_TOKENS = 150;
const MOST_TOKENS = 450;
const MEAN_TOKENS = (FEWEST_TOKENS + MOST_TOKENS) / 2;

/** One way; a request takes between half and one and a half of it, so that requests overtake each other. */
const NETWORK_MS = 10;

/** Runs one client against one limit. There is always another task; a slot is held until the answer is there. */
export function simulate<Ticket>(
  makeClient: (random: () => number) => Client<Ticket>,
  limit: HiddenLimit,
  setting: Setting,
): Result {
  const random = seededRandom(setting.seed);
  return new Simulation(makeClient(random), limit, setting.meanLatencyMs, random).run(setting.seconds * 1000);
}

class Simulation<Ticket> {
  readonly #client: Client<Ticket>;
  readonly #limit: HiddenLimit;
  readonly #meanLatencyMs: number;
  readonly #random: () => number;
  readonly #events = new EventQueue();
  /** Rejected tasks that may be sent again; they go first. */
  #again: Task[] = [];
  #wakeAt = Infinity;
  #requests = 0;
  #rejections = 0;
  #serving = 0;
  readonly #queued: (() => void)[] = [];

  constructor(client: Client<Ticket>, limit: HiddenLimit, meanLatencyMs: number, random: () => number) {
    this.#client = client;
    this.#limit = limit;
    this.#meanLatencyMs = meanLatencyMs;
    this.#random = random;
  }

  run(durationMs: number): Result {
    this.#sendAll();
    this.#events.runUntil(durationMs / 2);
    const half = this.#totals();
    this.#events.runUntil(durationMs);
    const all = this.#totals();
    return {
      capacityUsed: all.used / all.capacity,
      capacityUsedSecondHalf: (all.used - half.used) / (all.capacity - half.capacity),
      rejected: all.rejections / all.requests,
      rejectedSecondHalf: (all.rejections - half.rejections) / (all.requests - half.requests),
    };
  }

  #totals() {
    const { now } = this.#events;
    const [used, capacity] = [this.#limit.used(now), this.#limit.capacity(now)];
    return { used, capacity, requests: this.#requests, rejections: this.#rejections };
  }

  #sendAll(): void {
    for (;;) {
      const delayMs = this.#client.delayMs(this.#events.now, MEAN_TOKENS);
      if (delayMs > 0) return this.#wakeAfter(delayMs);
      this.#send(this.#again.shift() ?? this.#newTask());
    }
  }

  #newTask(): Task {
    const tokens = FEWEST_TOKENS + (MOST_TOKENS - FEWEST_TOKENS) * this.#random();
    return { tokens, rejections: 0 };
  }

  #wakeAfter(delayMs: number): void {
    const at = this.#events.now + delayMs;
    if (at >= this.#wakeAt - 1e-6 || delayMs === Infinity) return;
    this.#wakeAt = at;
    this.#events.after(delayMs, () => {
      if (this.#wakeAt !== at) return;
      this.#wakeAt = Infinity;
      this.#sendAll();
    });
  }

  #send(task: Task): void {
    this.#requests += 1;
    const ticket = this.#client.sent(this.#events.now, task.tokens, task.rejections);
    this.#events.after(NETWORK_MS * (0.5 + this.#random()), () => this.#arrive(task, ticket));
  }

  #arrive(task: Task, ticket: Ticket): void {
    const answer = this.#limit.admit(this.#events.now, task.tokens);
    switch (answer.kind) {
      case "admitted":
        if (this.#serving < this.#limit.slots) this.#serve(ticket, answer.announced);
        else this.#queued.push(() => this.#serve(ticket, answer.announced));
        break;
      case "rejected":
        this.#rejections += 1;
        this.#events.after(NETWORK_MS, () => this.#hearRejection(task, ticket, answer.retryAfterMs));
        break;
    }
  }

  #serve(ticket: Ticket, announced: Announced | null): void {
    this.#serving += 1;
    this.#events.after(this.#latencyMs(), () => {
      this.#serving -= 1;
      const { now } = this.#events;
      this.#limit.release(now);
      this.#queued.shift()?.();
      this.#client.answered(now, ticket, announced);
      this.#sendAll();
    });
  }

  #hearRejection(task: Task, ticket: Ticket, retryAfterMs: number | null): void {
    task.rejections += 1;
    const delayMs = this.#client.rateLimited(this.#events.now, ticket, retryAfterMs, task.rejections);
    this.#events.after(delayMs, () => {
      if (this.#client.holdsSlot) return this.#send(task);
      this.#again.push(task);
      this.#sendAll();
    });
    if (!this.#client.holdsSlot) this.#sendAll();
  }

  /** Lognormal with the given mean, by the Box-Muller transform. */
  #latencyMs(): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
    return this.#meanLatencyMs * Math.exp(LATENCY_SIGMA * normal - LATENCY_SIGMA ** 2 / 2);
  }
}
