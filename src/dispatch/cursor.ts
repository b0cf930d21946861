import type { Task } from "../core/task.ts";

/** Reads at most `limit` unsettled tasks after `afterCell` (-1 for the start), ascending; none at the end. */
export type NextTasks = (afterCell: number, limit: number) => Promise<readonly Task[]>;

/**
 * A lane's place among its tasks: one page in hand and the next one on its way, whatever the size of the grid.
 * Resuming needs nothing here: a settled task is on no page.
 */
export class TaskCursor {
  readonly #nextTasks: NextTasks;
  readonly #pageSize: number;
  #page: readonly Task[] = [];
  #index = 0;
  #nextPage: Promise<readonly Task[]> | null = null;

  constructor(nextTasks: NextTasks, pageSize: number) {
    this.#nextTasks = nextTasks;
    this.#pageSize = pageSize;
  }

  /** The next task, or null at the end; rejects as the read does. */
  async next(): Promise<Task | null> {
    if (this.#index === this.#page.length) await this.#turnPage();
    const task = this.#page[this.#index] ?? null;
    if (task !== null) this.#index += 1;
    return task;
  }

  /** Whether every task was taken. Waits for a read under way, so that none outlives the lane; rejects as it does. */
  async isAtEnd(): Promise<boolean> {
    const nextPage = await this.#nextPage;
    return this.#index === this.#page.length && nextPage?.length === 0;
  }

  async #turnPage(): Promise<void> {
    this.#nextPage ??= this.#nextTasks(-1, this.#pageSize);
    this.#page = await this.#nextPage;
    this.#index = 0;
    const lastCell = this.#page.at(-1)?.cell;
    if (lastCell === undefined) return;
    this.#nextPage = this.#nextTasks(lastCell, this.#pageSize);
    // It may fail before anyone waits for it; whoever turns the page still gets the error.
    this.#nextPage.catch(() => {});
  }
}
