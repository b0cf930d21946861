/** Those of one lane that wait: requests that were sent before and have to be repeated go first. */
interface Line<Waiter> {
  readonly repeated: Waiter[];
  readonly fresh: Waiter[];
}

/**
 * Who waits for an account: a line for each lane, the lanes served in turn, so that none starves beside another however
 * often it is rejected or however many it has waiting.
 */
export class WaitingLines<Waiter> {
  /** Only lanes where somebody waits, the one to be served next first. */
  readonly #lines = new Map<number, Line<Waiter>>();

  /** The next to be served. */
  get first(): Waiter | undefined {
    const [line] = this.#lines.values();
    return line?.repeated[0] ?? line?.fresh[0];
  }

  add(waiter: Waiter, lane: number, isRepeated: boolean): void {
    const line = this.#lines.get(lane) ?? { repeated: [], fresh: [] };
    this.#lines.set(lane, line);
    (isRepeated ? line.repeated : line.fresh).push(waiter);
  }

  /** Takes out the first; its lane is last in turn now. */
  shift(): Waiter | undefined {
    const [next] = this.#lines;
    if (next === undefined) return undefined;
    const [lane, line] = next;
    const waiter = line.repeated.shift() ?? line.fresh.shift();
    this.#lines.delete(lane);
    if (!isEmpty(line)) this.#lines.set(lane, line);
    return waiter;
  }

  /** Takes out one that gives up; does nothing when it is not there. */
  remove(waiter: Waiter, lane: number): void {
    const line = this.#lines.get(lane);
    if (line === undefined) return;
    for (const waiters of [line.repeated, line.fresh]) {
      const index = waiters.indexOf(waiter);
      if (index !== -1) waiters.splice(index, 1);
    }
    if (isEmpty(line)) this.#lines.delete(lane);
  }
}

function isEmpty({ repeated, fresh }: Line<unknown>): boolean {
  return repeated.length === 0 && fresh.length === 0;
}
