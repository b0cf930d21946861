const FIRST_CAPACITY = 1024;

/** One value per task of a column of the grid, averaged over the repeats of each prompt. */
export class RepeatedValues {
  #sums = new Float64Array(FIRST_CAPACITY);
  #counts = new Uint32Array(FIRST_CAPACITY);
  #isRepeated = false;
  #isJudged = true;

  /** True while every prompt has at most one value, and each is 0 or 1. */
  get isBinary(): boolean {
    return this.#isJudged && !this.#isRepeated;
  }

  /** True while every value is 0 or 1, so that a prompt's average is a share. */
  get isShare(): boolean {
    return this.#isJudged;
  }

  /** Adds a repeat's value of the prompt with this index. */
  add(prompt: number, value: number): void {
    if (prompt >= this.#sums.length) this.#grow(prompt);
    const count = (this.#counts[prompt] ?? 0) + 1;
    this.#counts[prompt] = count;
    this.#sums[prompt] = (this.#sums[prompt] ?? 0) + value;
    if (count > 1) this.#isRepeated = true;
    if (value !== 0 && value !== 1) this.#isJudged = false;
  }

  /** The mean over the prompt's repeats; NaN where none has a value. */
  at(prompt: number): number {
    return (this.#sums[prompt] ?? 0) / (this.#counts[prompt] ?? 0);
  }

  #grow(prompt: number): void {
    const capacity = Math.max(prompt + 1, this.#sums.length * 2);
    const sums = new Float64Array(capacity);
    sums.set(this.#sums);
    this.#sums = sums;
    const counts = new Uint32Array(capacity);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
