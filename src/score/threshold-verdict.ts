import { binaryVerdict, type Verdict } from "./scorer.ts";

/** A share as it is, or, with a threshold, whether it reaches that. `what` names the figure. */
export function thresholdVerdict(share: number, what: string, threshold: number | undefined): Verdict {
  if (threshold === undefined) return { value: share, reason: null };
  return binaryVerdict(share >= threshold, `${what} ${share.toFixed(3)} is below ${threshold}`);
}
