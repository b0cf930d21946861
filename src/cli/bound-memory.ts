import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Beyond it, collecting the young generation is no cheaper and only holds more memory. */
const YOUNG_GENERATION_BYTES = 8 * 2 ** 20;
/** How much garbage may pile up on what is alive before it is collected; V8's own choice is up to 300. */
const HEAP_GROWING_PERCENT = 30;
const CHECK_INTERVAL_MS = 50;

/**
 * Keeps V8 from trading memory for time as it does on a large machine, where a long run would hold twice as much. A
 * hard cap would do it too, and end the process on a prompt set of huge cells. The bound on the young generation is only
 * read when a process starts; whether it may grow is read at every growth, so that is turned off once it is large
 * enough. For a process of ours only: it changes every thread.
 */
export function boundMemory(): Disposable {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
    if ((young?.space_size ?? 0) < YOUNG_GENERATION_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    clearInterval(timer);
  }, CHECK_INTERVAL_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
