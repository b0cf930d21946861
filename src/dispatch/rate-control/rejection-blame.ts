import type { SentRequest } from "./sent-requests.ts";

/** What a rejection is taken to speak of. */
export type Blame = "concurrency" | "pace" | "both" | "neither";

/** What is known at a rejection that opens an epoch. */
export interface Rejection {
  readonly now: number;
  readonly request: SentRequest;
  readonly retryAfterMs: number | null;
  readonly limit: number;
  readonly isLimitProbing: boolean;
  readonly isPaced: boolean;
  readonly roundTripMs: number;
  /** How long rejections take, milliseconds. */
  readonly rejectionMs: number;
  /** Until when everything was paused. */
  readonly pausedUntil: number;
}

/** An endpoint that is merely full does not ask to wait this long, nor for so many round trips. */
const LONG_WAIT_MS = 5000;
const LONG_WAIT_ROUND_TRIPS = 4;

/** Rejections closer together than this, or than so many round trips, have one cause. */
const TROUBLE_MS = 3000;
const TROUBLE_ROUND_TRIPS = 3;

/** How far a request must have been above another in flight for their order to be sure, beside those that pass on the way. */
const SURELY_ABOVE = 3;
const PASSING = 1.5;

/** A cut that is disproved this soon after it was mistaken; later the limit may have been raised. */
const DISPROVED_MS = 8000;

/** For how long a first hint of a rate limit is remembered. */
const SUSPICION_MS = 120_000;

/** So many times in a row nothing was admitted with more in flight than there were at a rejection: hardly a rate's doing. */
const AT_THE_TOP = 3;

/** Nothing was admitted between so many rejections: the endpoint is closed, and neither limit says why. */
const CLOSED_AFTER = 4;

/**
 * Tells a hidden limit of requests in flight from a hidden rate. Where few fit, no request is ever admitted while as many
 * are in flight as when another was rejected; where the rate counts, that happens all the time.
 */
export class RejectionBlame {
  /** Requests sent before it do not speak again. */
  #epochAt = -Infinity;
  #inARow = 0;
  #hasAdmittedInEpoch = false;
  #troubleAt = -Infinity;
  #lastTroubleAt = -Infinity;
  /** The greatest number in flight with which a request was admitted: since the trouble began, and since the last cut. */
  #highestInTrouble = 0;
  #highest = 0;
  #atTheTop = 0;
  #cutAt: number | null = null;
  #suspectedAt = -Infinity;

  /** Rejections in a row between which nothing was admitted. */
  get inARow(): number {
    return this.#inARow;
  }

  /** Whether a rejected request was sent since the last one that spoke. */
  isNews(request: SentRequest): boolean {
    return request.sentAt >= this.#epochAt;
  }

  admitted(now: number, request: SentRequest, overtaking: number): void {
    const { inFlight } = request;
    if (request.sentAt >= this.#troubleAt) this.#highestInTrouble = Math.max(this.#highestInTrouble, inFlight);
    this.#highest = Math.max(this.#highest, inFlight);
    if (request.sentAt < this.#epochAt) return;
    this.#hasAdmittedInEpoch = true;
    if (this.#cutAt !== null && now - this.#epochAt < DISPROVED_MS && inFlight >= this.#cutAt + overtaking) {
      this.#suspectedAt = now;
      this.#cutAt = null;
    }
  }

  /** Opens an epoch. */
  judge(rejection: Rejection): Blame {
    const { now, request, isLimitProbing } = rejection;
    this.#inARow = this.#hasAdmittedInEpoch ? 1 : this.#inARow + 1;
    const isInTrouble = this.#isInTrouble(rejection);
    if (!isInTrouble && !isLimitProbing) {
      this.#troubleAt = now;
      this.#highestInTrouble = 0;
    }
    // That one more does not fit was to be expected of a probe.
    if (isInTrouble || !isLimitProbing) this.#lastTroubleAt = now;
    this.#atTheTop = request.inFlight >= this.#highest ? this.#atTheTop + 1 : 0;
    const blame = this.#blame(rejection, isInTrouble);
    if (blame === "pace" || blame === "both") this.#suspectedAt = now;
    if (blame === "concurrency" || blame === "both") {
      this.#highest = 0;
      this.#atTheTop = 0;
      this.#cutAt = request.inFlight;
    }
    this.#epochAt = now;
    this.#hasAdmittedInEpoch = false;
    return blame;
  }

  #blame(rejection: Rejection, isInTrouble: boolean): Blame {
    const { now, isLimitProbing, isPaced, limit, retryAfterMs, roundTripMs } = rejection;
    const { inFlight } = rejection.request;
    const isClosed = this.#inARow >= CLOSED_AFTER;
    if (inFlight <= 1) return isClosed ? "neither" : "pace";
    if ((retryAfterMs ?? 0) > Math.max(LONG_WAIT_MS, LONG_WAIT_ROUND_TRIPS * roundTripMs)) return "pace";
    const isFull = inFlight >= limit;
    if (isPaced) {
      if (this.#inARow > 1) return isClosed ? "concurrency" : "both";
      return isFull || this.#atTheTop >= AT_THE_TOP ? "concurrency" : "pace";
    }
    const overtaking = overtakingOf(rejection);
    if (isInTrouble) return this.#highestInTrouble >= inFlight + overtaking ? "pace" : "concurrency";
    const isSuspected = now - this.#suspectedAt < SUSPICION_MS;
    if (inFlight > this.#highest || (isLimitProbing && isFull)) return isSuspected ? "both" : "concurrency";
    if (isSuspected) return "pace";
    if (this.#highest >= inFlight + overtaking) this.#suspectedAt = now;
    return "concurrency";
  }

  #isInTrouble({ now, pausedUntil, roundTripMs }: Rejection): boolean {
    const quietMs = now - Math.max(this.#lastTroubleAt, Math.min(now, pausedUntil));
    return quietMs < Math.max(TROUBLE_MS, TROUBLE_ROUND_TRIPS * roundTripMs);
  }
}

/**
 * By how much the number in flight can differ between sending a request and its arrival: others are answered meanwhile.
 */
export function overtakingOf({
  limit,
  rejectionMs,
  roundTripMs,
}: Pick<Rejection, "limit" | "rejectionMs" | "roundTripMs">): number {
  return SURELY_ABOVE + Math.ceil((PASSING * limit * rejectionMs) / roundTripMs);
}
