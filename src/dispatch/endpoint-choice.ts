import type { Hold } from "../core/hold.ts";
import type { LaneStop } from "../core/run.ts";
import type { Verdict } from "../providers/provider.ts";
import type { Permit, Wish } from "./account/permit.ts";
import { concurrencyCeiling } from "./rate-control/concurrency-range.ts";
import { isFull, loadOf, type Admission, type EndpointState, type LaneEndpoint } from "./lane-endpoint.ts";
import { noEndpointLeft } from "./lane-stops.ts";
import { RaceForPermit } from "./permit-race.ts";
import type { LeftOutEndpoint } from "./progress.ts";
import { isUnreached } from "./reachability.ts";

/** Requests in a row that may fail to reach an endpoint before a lane that has another one leaves it out. */
const UNREACHED_AT_MOST = 5;

/** Which of a lane's endpoints gets the next request, and which get none any more. */
export class EndpointChoice {
  readonly #all: readonly EndpointState[];
  #live: readonly EndpointState[];
  readonly #leftOut: LeftOutEndpoint[] = [];
  readonly #races = new Set<RaceForPermit>();

  constructor(endpoints: readonly LaneEndpoint[]) {
    this.#all = endpoints.map((endpoint) => ({ endpoint, inFlight: 0, unreached: 0, loadingSince: null }));
    this.#live = this.#all;
  }

  /** Most requests that may be in flight ever. */
  get ceiling(): number {
    return this.#all.reduce((sum, { endpoint }) => sum + concurrencyCeiling(endpoint.limits), 0);
  }

  /** Requests of this lane that its accounts would let be in flight at present. */
  get concurrency(): number {
    return this.#live.reduce(
      (sum, { endpoint }) => sum + Math.min(concurrencyCeiling(endpoint.limits), endpoint.account.concurrency),
      0,
    );
  }

  /** Whether every endpoint is loading its model. */
  get isLoading(): boolean {
    return this.#live.every(({ loadingSince }) => loadingSince !== null);
  }

  /** What holds tasks back when every endpoint is held: what is over first. */
  get hold(): Hold | null {
    const [first] = this.#live;
    if (this.#live.length === 1 && first !== undefined) return first.endpoint.account.hold;
    const holds = this.#live.map(({ endpoint }) => endpoint.account.hold);
    const known = holds.filter((hold) => hold !== null);
    if (known.length < holds.length) return null;
    return known.toSorted((a, b) => a.until - b.until)[0] ?? null;
  }

  /** Until when every endpoint is paused, on the monotonic clock; in the past when one is not. */
  get pausedUntil(): number {
    if (this.#live.length === 0) return -Infinity;
    return Math.min(...this.#live.map(({ endpoint }) => endpoint.account.pausedUntil));
  }

  get leftOut(): readonly LeftOutEndpoint[] {
    return this.#leftOut;
  }

  /** Whether it had several endpoints, and none is left. */
  get isUsedUp(): boolean {
    return this.#live.length === 0;
  }

  /** Whether another endpoint than this one is left. */
  hasOther(than: LaneEndpoint): boolean {
    return this.#live.some(({ endpoint }) => endpoint !== than);
  }

  /**
   * Resolves when the least loaded endpoint permits the request, or whichever does so first; `avoided` is the last to be
   * asked. Rejects with the signal's reason when it aborts.
   */
  async acquire(wish: Wish, avoided: LaneEndpoint | null, signal: AbortSignal): Promise<Admission> {
    const [first] = this.#all;
    if (first !== undefined && this.#all.length === 1) {
      return { endpoint: first.endpoint, permit: await first.endpoint.account.acquire(wish, signal) };
    }
    signal.throwIfAborted();
    const candidates = () => this.#candidates(wish, avoided);
    for (const endpoint of candidates()) {
      const permit = endpoint.account.acquireNow(wish.tokens);
      if (permit !== null) return this.#admit(endpoint, permit);
    }
    const race = new RaceForPermit(wish, candidates, (endpoint, permit) => this.#admit(endpoint, permit));
    this.#races.add(race);
    try {
      return await race.run(signal);
    } finally {
      this.#races.delete(race);
    }
  }

  /** Notes what an answer says of its endpoint; gives the reason when that says to send it nothing more. */
  observe(endpoint: LaneEndpoint, verdict: Verdict, now: number): LaneStop | null {
    const state = this.#stateOf(endpoint);
    if (state === undefined || verdict.kind === "aborted") return null;
    const isLoading = verdict.kind === "retry" && verdict.reaction === "loading";
    const isReady = !isLoading && state.loadingSince !== null;
    state.loadingSince = isLoading ? (state.loadingSince ?? now) : null;
    // Those that passed it over while it was loading may go there, too.
    if (isReady) for (const race of this.#races) race.join(endpoint);
    state.unreached = isUnreached(verdict) ? state.unreached + 1 : 0;
    if (this.#all.length === 1 || verdict.kind !== "retry" || state.unreached < UNREACHED_AT_MOST) return null;
    return { code: verdict.code, message: `${verdict.message} (${state.unreached} requests in a row)` };
  }

  /** For hours nothing was asked or will be: whether it was loading says nothing any more. */
  forgetLoading(endpoint: LaneEndpoint): void {
    const state = this.#stateOf(endpoint);
    if (state !== undefined) state.loadingSince = null;
  }

  /** For how long the endpoint has been loading its model, milliseconds; 0 when it is not. */
  loadingForMs(endpoint: LaneEndpoint, now: number): number {
    const since = this.#stateOf(endpoint)?.loadingSince ?? null;
    return since === null ? 0 : now - since;
  }

  /** Sends the endpoint nothing more. Gives why the lane has to stop when none is left, null when it goes on. */
  leaveOut(endpoint: LaneEndpoint, reason: LaneStop): LaneStop | null {
    if (this.#all.length === 1) return reason;
    if (this.#live.some((state) => state.endpoint === endpoint)) {
      this.#live = this.#live.filter((state) => state.endpoint !== endpoint);
      this.#leftOut.push({ endpoint: endpoint.name, reason });
      if (this.#live.length > 0) for (const race of this.#races) race.restart();
    }
    return this.#live.length === 0 ? noEndpointLeft(this.#leftOut) : null;
  }

  /** Counts what the lane itself has in flight at the endpoint, and stands in no line there while that is full. */
  #admit(endpoint: LaneEndpoint, permit: Permit): Admission {
    const state = this.#stateOf(endpoint);
    if (state === undefined) return { endpoint, permit };
    state.inFlight += 1;
    if (isFull(state)) for (const race of this.#races) race.leave(endpoint);
    const settle: Permit["settle"] = (report, announced) => {
      const wasFull = isFull(state);
      state.inFlight -= 1;
      if (wasFull) for (const race of this.#races) race.join(endpoint);
      permit.settle(report, announced);
    };
    return { endpoint, permit: { settle } };
  }

  #stateOf(endpoint: LaneEndpoint): EndpointState | undefined {
    return this.#all.find((state) => state.endpoint === endpoint);
  }

  /** A loading endpoint gets no new tasks where another one does not load: those that it has refused knock again. */
  #candidates({ isRepeated }: Wish, avoided: LaneEndpoint | null): readonly LaneEndpoint[] {
    const ready = this.#live.filter(({ loadingSince }) => isRepeated || loadingSince === null);
    return (ready.length === 0 ? this.#live : ready)
      .filter((state) => !isFull(state))
      .map((state) => ({ endpoint: state.endpoint, load: loadOf(state) + (state.endpoint === avoided ? Infinity : 0) }))
      .sort((a, b) => (a.load === b.load ? 0 : a.load - b.load))
      .map(({ endpoint }) => endpoint);
  }
}
