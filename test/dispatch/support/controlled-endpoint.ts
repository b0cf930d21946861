import { RateController, type RateControllerOptions } from "../../../src/dispatch/rate-control/controller.ts";
import type { SentRequest } from "../../../src/dispatch/rate-control/sent-requests.ts";

const TOKENS = 300;
const REJECTED_AFTER_MS = 10;

export interface ControlledEndpointOptions extends Partial<RateControllerOptions> {
  readonly latencyMs?: number;
  /** Null takes the request; otherwise it is rejected after 10 ms. `admitted` are being served. */
  readonly reject?: (now: number, admitted: number) => { readonly retryAfterMs: number | null } | null;
}

/** A controller and a scripted endpoint on time of their own, which sends whenever the controller lets it. */
export class ControlledEndpoint {
  readonly controller: RateController;
  /** When each request left, and how many were in flight then, itself included. */
  readonly sends: { readonly at: number; readonly inFlight: number }[] = [];
  now = 0;
  rejections = 0;
  readonly #latencyMs: number;
  readonly #reject: NonNullable<ControlledEndpointOptions["reject"]>;
  readonly #underWay: { readonly at: number; readonly settle: () => void }[] = [];
  #admitted = 0;

  constructor({
    latencyMs = 1000,
    reject = () => null,
    ceiling = 256,
    start = 8,
    random = () => 0,
  }: ControlledEndpointOptions = {}) {
    this.controller = new RateController({ ceiling, start, random });
    this.#latencyMs = latencyMs;
    this.#reject = reject;
  }

  /** Sends and answers until the time `end`. */
  runUntil(end: number): void {
    for (;;) {
      const delayMs = this.controller.delayMs(this.now, TOKENS);
      if (delayMs === 0) {
        this.#send();
        continue;
      }
      this.#underWay.sort((a, b) => a.at - b.at);
      const next = this.#underWay[0]?.at ?? Infinity;
      const at = Math.min(next, this.now + delayMs);
      if (at > end) break;
      this.now = at;
      if (next <= at) this.#underWay.shift()?.settle();
    }
    this.now = end;
  }

  /** The requests sent from `from` until before `to`. */
  sentBetween(from: number, to: number): number {
    return this.sends.filter(({ at }) => at >= from && at < to).length;
  }

  #send(): void {
    const { controller, now } = this;
    const request = controller.sent(now, TOKENS);
    this.sends.push({ at: now, inFlight: request.inFlight });
    const rejection = this.#reject(now, this.#admitted);
    if (rejection === null) {
      this.#admitted += 1;
      this.#underWay.push({ at: now + this.#latencyMs, settle: () => this.#answer(request) });
    } else {
      this.rejections += 1;
      const settle = () => controller.rateLimited(this.now, request, rejection.retryAfterMs);
      this.#underWay.push({ at: now + REJECTED_AFTER_MS, settle });
    }
  }

  #answer(request: SentRequest): void {
    this.#admitted -= 1;
    this.controller.answered(this.now, request);
  }
}
