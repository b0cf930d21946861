/** Time as the rest of the code sees it; injected, so that tests need not wait. */
export interface Clock {
  /** Wall-clock time, milliseconds since the Unix epoch. */
  now(): number;
  /** Monotonic time in milliseconds from an arbitrary origin; for durations. */
  monotonic(): number;
  /** Resolves after `delayMs`; rejects with the signal's reason when it aborts first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** `setTimeout` fires at once for delays above 2^31 - 1 ms (24.8 days), so longer sleeps are cut into pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = scaledClock(1);

/**
 * A clock on which sleeping takes `1 / speed` of the time asked for, and that reports time `speed` times as fast.
 * Real sockets stay real; only waits shrink.
 */
export function scaledClock(speed: number): Clock {
  const wallOrigin = Date.now();
  const monotonicOrigin = performance.now();
  const elapsed = () => (performance.now() - monotonicOrigin) * speed;
  return {
    now: () => (speed === 1 ? Date.now() : wallOrigin + elapsed()),
    monotonic: () => (speed === 1 ? performance.now() : elapsed()),
    sleep: async (delayMs, signal) => {
      let remainingMs = Math.max(0, delayMs / speed);
      do {
        const stepMs = Math.min(remainingMs, LONGEST_TIMER_MS);
        await timer(stepMs, signal);
        remainingMs -= stepMs;
      } while (remainingMs > 0);
    },
  };
}

function timer(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clearTimeout(handle);
      reject(signal?.reason);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, delayMs);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
