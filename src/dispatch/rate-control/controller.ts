import type { Announcements } from "../../providers/announcements.ts";
import { AnnouncedLimits } from "./announced-limits.ts";
import { ConcurrencyLimit, type LimitMoment } from "./concurrency-limit.ts";
import type { ControllerDecision, Pacing } from "../../core/controller-decision.ts";
import { DecisionHistory } from "./decision-history.ts";
import { Filling } from "./filling.ts";
import { Pauses } from "./pauses.ts";
import { Pace, type PaceMoment } from "./pace.ts";
import { PaceUnit } from "./pace-unit.ts";
import { RecentRate } from "./recent-rate.ts";
import { overtakingOf, RejectionBlame } from "./rejection-blame.ts";
import { RoundTrip } from "./round-trip.ts";
import { SentRequests, type SentRequest } from "./sent-requests.ts";

export interface RateControllerOptions {
  /** Most requests in flight ever. */
  readonly ceiling: number;
  /** Requests in flight at first. */
  readonly start: number;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
}

/** What lengthens a pause by less is no decision of its own. */
const TOLD_PAUSE_MS = 1000;

/** A pace this many times what the slots let through is not needed. */
const FAR_ABOVE = 3;

/**
 * Learns when an endpoint takes a request, and how many at once, from what it answers. Pure: it is told the time (monotonic
 * milliseconds) and keeps count of what is in flight. Every request sent is settled once, by `answered`, `rateLimited` or
 * `lost`.
 */
export class RateController {
  readonly #pauses: Pauses;
  readonly #requests: SentRequests;
  readonly #limit: ConcurrencyLimit;
  readonly #blame = new RejectionBlame();
  readonly #pace = new Pace();
  readonly #unit = new PaceUnit();
  readonly #rate = new RecentRate();
  readonly #filling = new Filling();
  readonly #announced = new AnnouncedLimits();
  readonly #history = new DecisionHistory();
  readonly #roundTrip = new RoundTrip();
  #now = 0;

  constructor({ ceiling, start, random }: RateControllerOptions) {
    this.#pauses = new Pauses(random);
    this.#limit = new ConcurrencyLimit(start, ceiling);
    this.#requests = new SentRequests((request) => this.#admitted(request));
  }

  get inFlight(): number {
    return this.#requests.inFlight;
  }

  /** How many may be in flight at present. */
  get concurrency(): number {
    return this.#limit.limit;
  }

  /** Null while none is needed. */
  get pacing(): Pacing | null {
    const { perSecond } = this.#pace;
    if (perSecond === Infinity) return null;
    const { unit, tokensPerRequest } = this.#unit;
    return { unit, perSecond: unit === "requests" ? perSecond : perSecond * tokensPerRequest };
  }

  /** Until when nothing may be sent; may lie in the past. */
  get pausedUntil(): number {
    return this.#pauses.until;
  }

  /** What was decided, and why: the first 100 decisions and the last 300, in order of time. */
  get history(): readonly ControllerDecision[] {
    return this.#history.decisions;
  }

  /** Decisions that `history` leaves out. */
  get historyOmitted(): number {
    return this.#history.omitted;
  }

  /**
   * How long to wait before a request of about so many tokens may be sent: 0 when it may be sent now, Infinity until
   * another one is settled. To be asked again after that time, and after each result.
   */
  delayMs(now: number, tokens: number): number {
    this.#bringTo(now);
    this.#requests.presume(now);
    const opensAt = Math.max(
      this.#pauses.until,
      this.#pace.opensAt,
      this.#filling.opensAt,
      this.#announced.opensAt(now, tokens),
    );
    if (this.#requests.inFlight < this.#limit.limit) return Math.max(0, opensAt - now);
    return this.#limit.isGrowing ? Math.max(1, this.#requests.nextPresumptionAt - now) : Infinity;
  }

  /** A request of about so many tokens leaves. The ticket settles it. */
  sent(now: number, tokens: number): SentRequest {
    this.#bringTo(now);
    this.#unit.sent(tokens);
    const request = this.#requests.send(now, tokens, this.#unit.costOf(tokens));
    this.#rate.add(now, request.cost);
    this.#pace.sent(now, request.cost);
    this.#limit.sent(request.inFlight);
    this.#filling.sent(now, request.inFlight, this.#limit.limit, this.#roundTrip.ms);
    const until = this.#announced.sent(now, tokens);
    if (until !== null) this.#history.add({ kind: "paused", at: now, until, because: "announced-limit-used-up" });
    return request;
  }

  /** The endpoint took the request and answered it, whatever it answered. */
  answered(now: number, request: SentRequest): void {
    this.#bringTo(now);
    this.#roundTrip.answered(now - request.sentAt);
    this.#requests.answered(request);
    this.#requests.presume(now);
  }

  /** The request was cut, or failed in a way that says nothing of limits. */
  lost(now: number, request: SentRequest): void {
    this.#bringTo(now);
    this.#requests.lost(request);
  }

  /** The request was rejected; `retryAfterMs` is how long the endpoint asks to wait, null when it does not say. */
  rateLimited(now: number, request: SentRequest, retryAfterMs: number | null): void {
    this.#bringTo(now);
    this.#requests.presume(now);
    this.#requests.rejected(now, request);
    this.#rate.add(now, -request.cost);
    this.#learnUnit(request.tokens);
    const isNews = this.#blame.isNews(request);
    if (isNews) this.#react(request, retryAfterMs);
    this.#pace.noteRejection(this.#paceMoment());
    if (retryAfterMs !== null && retryAfterMs > 0) {
      this.#heedPause(this.#pauses.retryAfter(now, retryAfterMs), isNews, "retry-after");
    } else if (isNews) {
      this.#heedPause(this.#pauses.inARow(now, this.#blame.inARow), isNews, "rejected-in-a-row");
    }
  }

  /** What the endpoint announced with the answer to `request`. */
  announce(now: number, request: SentRequest, announcements: Announcements): void {
    this.#bringTo(now);
    this.#announced.announce(now, announcements, request, this.#requests.sent);
  }

  #react(request: SentRequest, retryAfterMs: number | null): void {
    const { limit } = this.#limit;
    const isPaced = this.#pace.perSecond !== Infinity;
    const blame = this.#blame.judge({
      now: this.#now,
      request,
      retryAfterMs,
      limit,
      isLimitProbing: this.#limit.isProbing,
      isPaced,
      roundTripMs: this.#roundTrip.ms,
      rejectionMs: this.#requests.rejectionMs,
      pausedUntil: this.#pauses.until,
    });
    const isInARow = this.#blame.inARow > 1;
    if (blame === "pace" || blame === "both") {
      const because = this.#pace.isProbing ? "probe-rejected" : isPaced ? "rejected-at-pace" : "looks-like-rate-limit";
      this.#setPace(isPaced && isInARow ? "rejected-in-a-row" : because);
      if (blame === "pace") this.#limit.holdStill(this.#limitMoment());
    }
    if (blame === "concurrency" || blame === "both") {
      this.#limit.cut(request.inFlight, this.#limitMoment());
      const because = isInARow ? "rejected-in-a-row" : "rejected-at-limit";
      this.#history.add({ kind: "concurrency-cut", at: this.#now, from: limit, to: this.#limit.limit, because });
    }
  }

  #setPace(because: Extract<ControllerDecision, { kind: "pace-set" }>["because"]): void {
    const from = this.pacing;
    this.#pace.rejected(this.#paceMoment(), this.#rate.perSecond(this.#now));
    const to = this.pacing;
    if (to !== null) this.#history.add({ kind: "pace-set", at: this.#now, from, to, because });
  }

  #admitted(request: SentRequest): void {
    const { limit } = this.#limit;
    const moment = this.#limitMoment();
    this.#blame.admitted(this.#now, request, moment.overtaking);
    const because = this.#limit.admitted(request.inFlight, moment);
    if (because === "probe" || because === "probe-admitted") {
      this.#history.add({ kind: "concurrency-raised", at: this.#now, from: limit, to: this.#limit.limit, because });
      this.#filling.start(this.#now);
    }
    this.#raisePace();
  }

  #raisePace(): void {
    const from = this.pacing;
    const because = this.#pace.admitted(this.#paceMoment());
    const to = this.pacing;
    if (because === null || from === null || to === null) return;
    this.#history.add({ kind: "pace-raised", at: this.#now, from, to, because });
    if (this.#pace.perSecond <= (FAR_ABOVE * 1000 * this.#limit.limit) / this.#roundTrip.ms) return;
    this.#pace.lift();
    this.#history.add({ kind: "pace-lifted", at: this.#now, from: to, because: "far-above-concurrency" });
  }

  #learnUnit(tokens: number): void {
    const before = this.#unit.unit;
    this.#unit.rejected(tokens);
    const to = this.#unit.unit;
    if (to === before) return;
    const because = to === "tokens" ? "large-requests-rejected" : "size-does-not-matter";
    this.#history.add({ kind: "pace-unit-changed", at: this.#now, to, because });
  }

  /** Rejections that came together lengthen one pause, each by a little: only the first of them tells something. */
  #heedPause(lengthenedMs: number, isNews: boolean, because: "retry-after" | "rejected-in-a-row"): void {
    if (lengthenedMs <= 0) return;
    this.#filling.start(this.#pauses.until);
    if (!isNews && lengthenedMs < TOLD_PAUSE_MS) return;
    this.#history.add({ kind: "paused", at: this.#now, until: this.#pauses.until, because });
  }

  /** Clocks may be read in another order than events are handed in; time never runs backwards here. */
  #bringTo(now: number): void {
    this.#now = Math.max(this.#now, now);
  }

  #limitMoment(): LimitMoment {
    const { admitted, inFlight, rejectionMs } = this.#requests;
    const overtaking = overtakingOf({ limit: this.#limit.limit, rejectionMs, roundTripMs: this.#roundTrip.ms });
    return { now: this.#now, inFlight, admitted, pauseMs: this.#pauses.lastMs, overtaking };
  }

  #paceMoment(): PaceMoment {
    const { admitted, admittedCost: amount } = this.#requests;
    const { totalMs: pausedMs, lastMs: pauseMs } = this.#pauses;
    return { now: this.#now, admitted, amount, pausedMs, pauseMs };
  }
}
