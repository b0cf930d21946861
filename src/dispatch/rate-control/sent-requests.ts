/** A request that the controller let go; its ticket. */
export interface SentRequest {
  readonly sentAt: number;
  /** How many were in flight when it left, itself included. */
  readonly inFlight: number;
  readonly tokens: number;
  /** What it counts of the pace. */
  readonly cost: number;
  /** Requests sent until then, itself included, and their tokens. */
  readonly order: number;
  readonly tokensSent: number;
  /** Kept by `SentRequests`. `presumed`: not answered yet, but longer under way than a rejection takes. */
  fate: "open" | "presumed" | "decided";
}

/** Most endpoints reject within this time; used until a rejection has been seen. */
const REJECTION_EXPECTED_MS = 1000;

/** A rejection that takes this many times the slowest seen lately would surprise. */
const REJECTION_MARGIN = 3;
const LEAST_PRESUMED_MS = 150;

/** How much of the slowest rejection is forgotten at each further one. */
const FORGETTING = 0.05;

const COMPACT_AFTER = 1024;

/**
 * The requests in flight, and which of them the endpoint has evidently admitted: those answered, and, once anything has
 * been answered at all, those under way for longer than rejections take.
 */
export class SentRequests {
  readonly #onAdmitted: (request: SentRequest) => void;
  /** In the order sent; those before `#head` are no longer open. */
  readonly #requests: SentRequest[] = [];
  #head = 0;
  #inFlight = 0;
  #sent = 0;
  #tokensSent = 0;
  #hasAnswered = false;
  #slowestRejectionMs: number | null = null;
  #admitted = 0;
  #admittedCost = 0;

  constructor(onAdmitted: (request: SentRequest) => void) {
    this.#onAdmitted = onAdmitted;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Sent so far, and their tokens. */
  get sent(): { readonly requests: number; readonly tokens: number } {
    return { requests: this.#sent, tokens: this.#tokensSent };
  }

  /** Sent and not rejected so far. */
  get admitted(): number {
    return this.#admitted;
  }

  /** What those counted of the pace. */
  get admittedCost(): number {
    return this.#admittedCost;
  }

  /** The slowest rejection lately, milliseconds; 0 before the first. */
  get rejectionMs(): number {
    return this.#slowestRejectionMs ?? 0;
  }

  /** When the next request will be presumed admitted; Infinity when none can be. */
  get nextPresumptionAt(): number {
    const next = this.#firstOpen();
    return next === undefined || !this.#hasAnswered ? Infinity : next.sentAt + this.#presumedAfterMs();
  }

  send(now: number, tokens: number, cost: number): SentRequest {
    this.#inFlight += 1;
    this.#sent += 1;
    this.#tokensSent += tokens;
    this.#admitted += 1;
    this.#admittedCost += cost;
    const request: SentRequest = {
      sentAt: now,
      inFlight: this.#inFlight,
      tokens,
      cost,
      order: this.#sent,
      tokensSent: this.#tokensSent,
      fate: "open",
    };
    // An endpoint that answers nothing never asks for the first open one: the others must not pile up.
    this.#firstOpen();
    this.#requests.push(request);
    return request;
  }

  answered(request: SentRequest): void {
    this.#hasAnswered = true;
    const isNews = this.#decide(request) === "open";
    if (isNews) this.#onAdmitted(request);
  }

  rejected(now: number, request: SentRequest): void {
    this.#decide(request);
    this.#admitted -= 1;
    this.#admittedCost -= request.cost;
    this.#slowestRejectionMs = Math.max(now - request.sentAt, this.rejectionMs * (1 - FORGETTING));
  }

  /** Neither answered nor rejected: it failed, or was cut. */
  lost(request: SentRequest): void {
    this.#decide(request);
  }

  /** Presumes admitted what has been under way for long enough by `now`. */
  presume(now: number): void {
    if (!this.#hasAnswered) return;
    const before = now - this.#presumedAfterMs();
    for (let next = this.#firstOpen(); next !== undefined && next.sentAt <= before; next = this.#firstOpen()) {
      next.fate = "presumed";
      this.#onAdmitted(next);
    }
  }

  #presumedAfterMs(): number {
    if (this.#slowestRejectionMs === null) return REJECTION_EXPECTED_MS;
    return Math.max(LEAST_PRESUMED_MS, REJECTION_MARGIN * this.#slowestRejectionMs);
  }

  #decide(request: SentRequest): SentRequest["fate"] {
    const { fate } = request;
    if (fate === "decided") throw new Error("a request was settled twice");
    request.fate = "decided";
    this.#inFlight -= 1;
    return fate;
  }

  #firstOpen(): SentRequest | undefined {
    while (this.#head < this.#requests.length && this.#requests[this.#head]?.fate !== "open") this.#head += 1;
    if (this.#head >= COMPACT_AFTER) {
      this.#requests.splice(0, this.#head);
      this.#head = 0;
    }
    return this.#requests[this.#head];
  }
}
