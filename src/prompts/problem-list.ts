import type { Problem } from "../core/errors.ts";

/** Problems of one file kept and shown; the rest is counted. */
export const SHOWN_PROBLEMS = 100;

/** Collects problems with bounded memory: the first hundred are kept, the others counted. */
export class ProblemList {
  readonly #shown: Problem[] = [];
  #count = 0;

  /** All of them, kept or not. */
  get count(): number {
    return this.#count;
  }

  add(problem: Problem): void {
    this.#count++;
    if (this.#shown.length < SHOWN_PROBLEMS) this.#shown.push(problem);
  }

  /** Those kept; `rest` words one more problem that stands for the others when there are any. */
  list(rest: (count: number) => Problem): readonly Problem[] {
    const hidden = this.#count - this.#shown.length;
    return hidden === 0 ? this.#shown : [...this.#shown, rest(hidden)];
  }
}
