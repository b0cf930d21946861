import { ProbeHold } from "./probe-hold.ts";

/** A step is at most this share of the limit. */
const LARGEST_STEP = 0.5;

/** Slow start grows only while this share of the limit is in flight, as TCP's does (RFC 7661). */
const FULL_ENOUGH = 0.75;

/** A limit this many times, or this part of, what it was when it was last probed is another one. */
const MOVED = 1.1;

type Phase =
  | { readonly kind: "slow-start" }
  | { readonly kind: "holding" }
  | { readonly kind: "probing"; readonly step: number; readonly proofs: number };

/** What the limit has to know of the time of an event. */
export interface LimitMoment {
  readonly now: number;
  readonly inFlight: number;
  /** Requests admitted so far. */
  readonly admitted: number;
  /** For how long the last rejection paused everything, milliseconds. */
  readonly pauseMs: number;
  /** How many may slip in above a limit, because others are answered while they are on their way. */
  readonly overtaking: number;
}

/**
 * How many may be in flight: one more for each that is admitted until the first rejection, then cut to what evidently
 * fitted, held, and probed by 1, 2, 4 ... as long as that goes well.
 */
export class ConcurrencyLimit {
  readonly #ceiling: number;
  readonly #hold = new ProbeHold();
  #limit: number;
  #phase: Phase = { kind: "slow-start" };
  #probedFrom = 0;
  /** Whether the limit has been reached since it last changed. */
  #isUsed = false;

  constructor(start: number, ceiling: number) {
    this.#ceiling = ceiling;
    this.#limit = Math.min(start, ceiling);
  }

  get limit(): number {
    return this.#limit;
  }

  get isProbing(): boolean {
    return this.#phase.kind === "probing";
  }

  /** Whether it waits to learn of requests under way in order to grow. */
  get isGrowing(): boolean {
    return this.#limit < this.#ceiling && this.#phase.kind !== "holding";
  }

  /** A request left as number `inFlight`. */
  sent(inFlight: number): void {
    if (inFlight >= this.#limit) this.#isUsed = true;
  }

  /** A request that left as number `inFlight` was admitted. Returns whether and why the limit was raised. */
  admitted(inFlight: number, moment: LimitMoment): "slow-start" | "probe" | "probe-admitted" | null {
    if (this.#limit >= this.#ceiling) return null;
    switch (this.#phase.kind) {
      case "slow-start":
        if (moment.inFlight < this.#limit * FULL_ENOUGH) return null;
        this.#raise(1);
        return "slow-start";
      case "holding":
        if (!this.#isUsed || !this.#hold.isOver(moment.now, moment.admitted, moment.pauseMs)) return null;
        this.#probedFrom = this.#limit;
        this.#probe(1);
        return "probe";
      case "probing": {
        if (inFlight < this.#limit) return null;
        const { step, proofs } = this.#phase;
        this.#phase = { kind: "probing", step, proofs: proofs + 1 };
        if (proofs + 1 < moment.overtaking) return null;
        this.#probe(Math.max(1, Math.min(2 * step, Math.floor(this.#limit * LARGEST_STEP))));
        return "probe-admitted";
      }
    }
  }

  /** A request that left as number `inFlight` was rejected: at most one fewer fits. */
  cut(inFlight: number, moment: LimitMoment): void {
    this.#limit = Math.max(1, Math.min(this.#limit, inFlight - 1));
    const moved = this.#limit / this.#probedFrom;
    if (moved > MOVED || moved < 1 / MOVED) this.#hold.reset();
    else if (this.#phase.kind === "probing") this.#hold.failed();
    this.holdStill(moment);
  }

  /** Stays where it is for a time. */
  holdStill({ now, admitted }: LimitMoment): void {
    this.#phase = { kind: "holding" };
    this.#hold.start(now, admitted);
    this.#isUsed = false;
  }

  #probe(step: number): void {
    this.#phase = { kind: "probing", step, proofs: 0 };
    this.#raise(step);
  }

  #raise(by: number): void {
    this.#limit = Math.min(this.#ceiling, this.#limit + by);
    this.#isUsed = false;
  }
}
