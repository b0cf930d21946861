import type { StoreThreads } from "../store/sqlite/store-threads.ts";

/**
 * Starts the store's threads before `action` loads whatever else a command needs, so that both happen at once; ends them
 * after it.
 */
export async function withStoreThreads<Result>(action: (threads: StoreThreads) => Promise<Result>): Promise<Result> {
  const { StoreThreads } = await import("../store/sqlite/store-threads.ts");
  await using threads = new StoreThreads();
  return await action(threads);
}
