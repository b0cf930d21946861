import type { Permit, Wish } from "./account/permit.ts";
import type { Admission, LaneEndpoint } from "./lane-endpoint.ts";

/** One request that waits in line at several endpoints and goes to the first that permits it. */
export class RaceForPermit {
  readonly #wish: Wish;
  readonly #candidates: () => readonly LaneEndpoint[];
  readonly #admit: (endpoint: LaneEndpoint, permit: Permit) => Admission;
  /** What takes the request out of the lines in which it stands. */
  readonly #withdrawals = new Map<LaneEndpoint, () => void>();
  #isOver = false;
  #onAdmission: (admission: Admission) => void = () => {};

  /** `candidates` are where it may go at present, the best one first; `admit` is called once, with where it goes. */
  constructor(
    wish: Wish,
    candidates: () => readonly LaneEndpoint[],
    admit: (endpoint: LaneEndpoint, permit: Permit) => Admission,
  ) {
    this.#wish = wish;
    this.#candidates = candidates;
    this.#admit = admit;
  }

  /** Rejects with the signal's reason when it aborts. */
  run(signal: AbortSignal): Promise<Admission> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#end();
        reject(signal.reason);
      };
      signal.addEventListener("abort", giveUp, { once: true });
      this.#onAdmission = (admission) => {
        signal.removeEventListener("abort", giveUp);
        resolve(admission);
      };
      this.#start();
    });
  }

  /** Stands in line anew, as the candidates are others now. */
  restart(): void {
    if (this.#isOver) return;
    this.#withdraw();
    this.#start();
  }

  /** Stands in line at an endpoint that may be a candidate again; keeps its place where it stands. */
  join(endpoint: LaneEndpoint): void {
    if (!this.#withdrawals.has(endpoint) && this.#candidates().includes(endpoint)) this.#enqueue(endpoint);
  }

  /** Leaves one line; keeps its place in the others. */
  leave(endpoint: LaneEndpoint): void {
    const withdraw = this.#withdrawals.get(endpoint);
    this.#withdrawals.delete(endpoint);
    withdraw?.();
  }

  #start(): void {
    for (const endpoint of this.#candidates()) {
      if (!this.#withdrawals.has(endpoint)) this.#enqueue(endpoint);
    }
  }

  #enqueue(endpoint: LaneEndpoint): void {
    if (this.#isOver) return;
    const withdraw = endpoint.account.enqueue(this.#wish, (permit) => this.#permitted(endpoint, permit));
    // Standing in one line lets others go, and whoever leaves another line then may make room for this request there.
    if (this.#isOver) withdraw();
    else this.#withdrawals.set(endpoint, withdraw);
  }

  #permitted(endpoint: LaneEndpoint, permit: Permit): void {
    if (this.#isOver) {
      permit.settle({ kind: "unsent" });
      return;
    }
    this.#end();
    this.#onAdmission(this.#admit(endpoint, permit));
  }

  #end(): void {
    this.#isOver = true;
    this.#withdraw();
  }

  #withdraw(): void {
    const withdrawals = [...this.#withdrawals.values()];
    this.#withdrawals.clear();
    for (const withdraw of withdrawals) withdraw();
  }
}
