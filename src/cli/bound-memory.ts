import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from "node:v8";

/** Beyond it, collecting the young generation is no cheaper and only holds more memory. */
const YOUNG_GENERATION_BYTES = 8 * 2 ** 20;
/** Above this heap, how much garbage may pile up on what is alive before it is collected; V8's own choice is up to 300. */
const SMALL_HEAP_BYTES = 64 * 2 ** 20;
const HEAP_GROWING_PERCENT = 30;
const CHECK_INTERVAL_MS = 50;

/**
 * Keeps V8 from trading memory for time as it does on a large machine, where a long run would hold twice as much. A
 * hard cap would do it too, and end the process on a prompt set of huge cells. The bound on the young generation is only
 * read when a process starts; whether it may grow is read at every growth, so that is turned off once it is large
 * enough. For a process of ours only: it changes every thread.
 */
export function boundMemory(): Disposable {
  const bounds = [
    { isReached: () => youngBytes() >= YOUNG_GENERATION_BYTES, flag: "--semi-space-growth-factor=1" },
    {
      isReached: () => getHeapStatistics().total_heap_size >= SMALL_HEAP_BYTES,
      flag: `--heap-growing-percent=${HEAP_GROWING_PERCENT}`,
    },
  ];
  const timer = setInterval(() => {
    for (const bound of bounds.filter(({ isReached }) => isReached())) {
      setFlagsFromString(bound.flag);
      bounds.splice(bounds.indexOf(bound), 1);
    }
    if (bounds.length === 0) clearInterval(timer);
  }, CHECK_INTERVAL_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? 0;
}
