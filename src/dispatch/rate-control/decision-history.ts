import type { ControllerDecision } from "../../core/controller-decision.ts";

const FIRST_KEPT = 100;
const LAST_KEPT = 300;

/** Keeps how it began and how it went lately; what lies between is only counted. */
export class DecisionHistory {
  readonly #first: ControllerDecision[] = [];
  readonly #last: ControllerDecision[] = [];
  #omitted = 0;

  add(decision: ControllerDecision): void {
    if (this.#first.length < FIRST_KEPT) {
      this.#first.push(decision);
      return;
    }
    this.#last.push(decision);
    if (this.#last.length > LAST_KEPT) {
      this.#last.shift();
      this.#omitted += 1;
    }
  }

  /** At most 400, in order of time. */
  get decisions(): readonly ControllerDecision[] {
    return [...this.#first, ...this.#last];
  }

  /** How many are left out after the first 100. */
  get omitted(): number {
    return this.#omitted;
  }
}
