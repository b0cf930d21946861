import type { GridRow, Store } from "../store/store.ts";

/** How much text a page should hold, in UTF-16 code units; two pages are in memory at once. */
const PAGE_TEXT = 100_000;
const FIRST_PAGE_PROMPTS = 32;
const LARGEST_PAGE_PROMPTS = 200;

/**
 * All prompts of a run with their records, in input order, in pages; the next page is read while one is used. Pages
 * adapt to the length of the completions, so that memory stays bounded: no page is more than twice as many prompts
 * as the one before.
 */
export async function* gridPages(store: Pick<Store, "gridRows">, runKey: number): AsyncGenerator<GridRow[]> {
  // Settled, so that a read that fails after the consumer left does not end the process.
  const read = (after: number, limit: number) => Promise.allSettled([store.gridRows(runKey, after, limit)]);
  let limit = FIRST_PAGE_PROMPTS;
  let next = read(-1, limit);
  try {
    for (;;) {
      const [page] = await next;
      if (page.status === "rejected") throw page.reason;
      const rows = page.value;
      const last = rows.at(-1);
      if (last === undefined) return;
      limit = nextLimit(limit, rows);
      next = read(last.prompt.position, limit);
      yield rows;
    }
  } finally {
    await next;
  }
}

function nextLimit(limit: number, rows: readonly GridRow[]): number {
  const textPerPrompt = rows.reduce((sum, row) => sum + textOf(row), 0) / rows.length;
  const fitting = Math.floor(PAGE_TEXT / textPerPrompt);
  return Math.max(1, Math.min(fitting, limit * 2, LARGEST_PAGE_PROMPTS));
}

function textOf({ prompt, records }: GridRow): number {
  let length = 1;
  for (const name in prompt.columns) length += prompt.columns[name]?.length ?? 0;
  for (const { outcome } of records) {
    length += outcome.kind === "failed" ? outcome.message.length : (outcome.text?.length ?? 0);
  }
  return length;
}
