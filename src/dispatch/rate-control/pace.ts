import { PaceEstimate } from "./pace-estimate.ts";
import { ProbeHold } from "./probe-hold.ts";
import { Spacing } from "./spacing.ts";

/** What was learnt is kept to by this share. */
const CAUTION = 0.985;

const FIRST_STEP = 0.03;
const STEP_GROWTH = 2;
const LARGEST_STEP = 0.5;

/** A probe that has come this far looks for another limit than the one it started from, and may take larger steps. */
const FAR = 4;
const LARGEST_FAR_STEP = 1;

/** A step lasts until it can have shown itself: so many requests, in a time between these; large steps show sooner. */
const STEP_REQUESTS = 10;
const CAREFUL_STEP_MS = 3000;
const BOLD_STEP_MS = 1500;
const BOLD_STEP = 0.1;
const LONGEST_STEP_MS = 15_000;

/** After a rejection so much goes a little slower still, so that the allowance recovers. */
const RECOVERY_AMOUNT = 30;
const RECOVERY = 0.9;

/** The share of a pause that a failed probe costs: the rest it gained before. */
const NET_COST = 0.75;

const SLOWEST_PER_SECOND = 1 / 60;

/** A change by more than these shares says that the endpoint's limit has moved. */
const MOVED_UP = 1.05;
const MOVED_DOWN = 0.7;

type Phase =
  | { readonly kind: "off" }
  | { readonly kind: "holding" }
  | {
      readonly kind: "probing";
      readonly step: number;
      readonly from: number;
      readonly since: number;
      readonly admittedBefore: number;
    };

/** What the pace has to know of the time of an event. */
export interface PaceMoment {
  readonly now: number;
  /** Requests admitted so far. */
  readonly admitted: number;
  /** The same in the pace's unit. */
  readonly amount: number;
  /** For how long everything has been paused so far, milliseconds. */
  readonly pausedMs: number;
  /** For how long the last rejection paused everything, milliseconds. */
  readonly pauseMs: number;
}

/**
 * How much may be sent per second: off until needed, then what the endpoint was seen to admit, held, and probed by 3 %, 6 %,
 * 12 % ... as long as that goes well.
 */
export class Pace {
  readonly #estimate = new PaceEstimate();
  readonly #hold = new ProbeHold();
  readonly #spacing = new Spacing();
  #perSecond = Infinity;
  #phase: Phase = { kind: "off" };
  /** Whether the pace has held anything back since it last changed. */
  #isUsed = false;
  #recovering = 0;

  /** Infinity when off. */
  get perSecond(): number {
    return this.#perSecond;
  }

  get isProbing(): boolean {
    return this.#phase.kind === "probing";
  }

  /** When the next request may be sent, on the monotonic clock. */
  get opensAt(): number {
    return this.#spacing.opensAt;
  }

  sent(now: number, amount: number): void {
    if (this.#perSecond === Infinity) return;
    const gapMs = (amount * 1000) / this.#perSecond;
    if (now - this.#spacing.opensAt <= gapMs) this.#isUsed = true;
    this.#spacing.sent(now, this.#recovering > 0 ? gapMs / RECOVERY : gapMs);
    this.#recovering -= amount;
  }

  /** Something was admitted. Returns whether and why the pace was raised. */
  admitted(moment: PaceMoment): "probe" | "probe-admitted" | null {
    switch (this.#phase.kind) {
      case "off":
        return null;
      case "holding": {
        const lostMs = NET_COST * moment.pauseMs * (1 - this.#estimate.madeUp(this.#perSecond, moment.pauseMs));
        if (!this.#isUsed || !this.#hold.isOver(moment.now, moment.admitted, lostMs)) return null;
        this.#estimate.startProbing();
        this.#raise(FIRST_STEP, this.#perSecond, moment);
        return "probe";
      }
      case "probing": {
        const { step, from, since, admittedBefore } = this.#phase;
        const stepMs = moment.now - since;
        const isShown = stepMs >= LONGEST_STEP_MS || moment.admitted - admittedBefore >= STEP_REQUESTS;
        if (!this.#isUsed || stepMs < (step < BOLD_STEP ? CAREFUL_STEP_MS : BOLD_STEP_MS) || !isShown) return null;
        const largest = this.#perSecond > FAR * from ? LARGEST_FAR_STEP : LARGEST_STEP;
        this.#raise(Math.min(largest, step * STEP_GROWTH), from, moment);
        return "probe-admitted";
      }
    }
  }

  /** Something was rejected for its pace; `recentPerSecond` is what was admitted lately. */
  rejected(moment: PaceMoment, recentPerSecond: number): void {
    const before = this.#perSecond;
    switch (this.#phase.kind) {
      case "off":
        this.#set(this.#estimate.first(moment, recentPerSecond));
        break;
      case "holding":
        this.#set(Math.min(before, this.#estimate.atHeldPace(moment, before)));
        if (this.#perSecond < before * MOVED_DOWN) this.#hold.reset();
        break;
      case "probing": {
        const { from } = this.#phase;
        this.#set(Math.min(before, this.#estimate.afterProbe(moment, before, from)));
        if (this.#perSecond > from * MOVED_UP) this.#hold.reset();
        else this.#hold.failed();
        break;
      }
    }
    this.#phase = { kind: "holding" };
    this.#hold.start(moment.now, moment.admitted);
    this.#isUsed = false;
    this.#recovering = RECOVERY_AMOUNT;
    this.#spacing.waitUntil(moment.now + 1000 / this.#perSecond);
  }

  /** Something was rejected, whatever for: nothing was left at that time. */
  noteRejection(moment: PaceMoment): void {
    this.#estimate.noteEmpty(moment);
  }

  lift(): void {
    this.#perSecond = Infinity;
    this.#phase = { kind: "off" };
    this.#spacing.open();
  }

  #set(perSecond: number): void {
    this.#perSecond = Math.max(SLOWEST_PER_SECOND, perSecond * CAUTION);
  }

  #raise(step: number, from: number, moment: PaceMoment): void {
    this.#phase = { kind: "probing", step, from, since: moment.now, admittedBefore: moment.admitted };
    this.#estimate.startStep(moment);
    this.#perSecond *= 1 + step;
    this.#isUsed = false;
  }
}
