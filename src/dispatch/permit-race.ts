import type { Wish } from "./account.ts";
import type { Admission, LaneEndpoint } from "./lane-endpoint.ts";

/** One request that waits in line at several endpoints and goes to the first that permits it. */
export class RaceForPermit {
  readonly #wish: Wish;
  readonly #candidates: () => readonly LaneEndpoint[];
  #withdrawals: (() => void)[] = [];
  #isOver = false;
  #onAdmission: (admission: Admission) => void = () => {};

  /** `candidates` are where it may go at present, the best one first. */
  constructor(wish: Wish, candidates: () => readonly LaneEndpoint[]) {
    this.#wish = wish;
    this.#candidates = candidates;
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

  #start(): void {
    for (const endpoint of this.#candidates()) {
      if (this.#isOver) return;
      const withdraw = endpoint.account.enqueue(this.#wish, (permit) => {
        this.#end();
        this.#onAdmission({ endpoint, permit });
      });
      this.#withdrawals.push(withdraw);
    }
  }

  #end(): void {
    this.#isOver = true;
    this.#withdraw();
  }

  #withdraw(): void {
    const withdrawals = this.#withdrawals;
    this.#withdrawals = [];
    for (const withdraw of withdrawals) withdraw();
  }
}
