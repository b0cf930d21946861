const BITS = 32;

/** Which repeats of which prompts have been seen. */
export class SeenRepeats {
  /** By prompt: a bit for each of the first repeats. */
  #first = new Uint32Array(1024);
  /** Prompt and repeat of all others. */
  readonly #others = new Set<string>();

  /** Marks a repeat (1-based) of the prompt with this index; false where it was there already. */
  add(prompt: number, repeat: number): boolean {
    if (repeat > BITS) return this.#addOther(`${prompt} ${repeat}`);
    if (prompt >= this.#first.length) this.#grow(prompt);
    const seen = this.#first[prompt] ?? 0;
    const bit = (1 << (repeat - 1)) >>> 0;
    this.#first[prompt] = (seen | bit) >>> 0;
    return (seen & bit) === 0;
  }

  #addOther(key: string): boolean {
    const isNew = !this.#others.has(key);
    this.#others.add(key);
    return isNew;
  }

  #grow(prompt: number): void {
    const first = new Uint32Array(Math.max(prompt + 1, this.#first.length * 2));
    first.set(this.#first);
    this.#first = first;
  }
}
