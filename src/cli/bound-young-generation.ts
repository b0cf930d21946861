import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Two semi-spaces of 8 MB: beyond it a run collects as quickly and only holds more. */
const YOUNG_GENERATION_BYTES = 16 * 2 ** 20;
const CHECK_INTERVAL_MS = 50;

/**
 * Keeps V8's young generation from growing to 134 MB, which would be half the memory of a long run. The flag that bounds
 * it is only read when a process starts; the one that lets it grow is read at every growth, so it is turned off once the
 * young generation is large enough. For a process of ours only: it changes the whole isolate.
 */
export function boundYoungGeneration(): Disposable {
  const timer = setInterval(() => {
    const young = getHeapSpaceStatistics().find((space) => space.space_name === "new_space");
    if ((young?.space_size ?? 0) < YOUNG_GENERATION_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    clearInterval(timer);
  }, CHECK_INTERVAL_MS);
  timer.unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
