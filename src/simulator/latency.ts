import type { LatencyOptions } from "./options.ts";
import { draw, type Fingerprint } from "./random.ts";

/** Lognormal service time of a request, milliseconds (Box–Muller on two draws of the request). */
export function latencyOf(request: Fingerprint, { medianMs, sigma = 0 }: LatencyOptions): number {
  if (sigma === 0 || medianMs === 0) return medianMs;
  const radius = Math.sqrt(-2 * Math.log(1 - draw(request, 101)));
  return medianMs * Math.exp(sigma * radius * Math.cos(2 * Math.PI * draw(request, 102)));
}
