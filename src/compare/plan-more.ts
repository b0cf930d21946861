import type { Estimate } from "../stats/estimate.ts";
import { detectableDifference, detectableProportion, pairedProportionsNeeded, pairsNeeded } from "../stats/power.ts";
import type { FigureComparison } from "./compare-figure.ts";
import type { Plan } from "./verdict.ts";

/** What a comparison with this `margin` could have shown, and how many pairs would settle it. */
export function planMore(comparison: FigureComparison, difference: Estimate, margin: number): Plan {
  const { changes, pairs, direction } = comparison;
  if (changes !== null && !changes.clustered) {
    const gains = direction === "higher is better" ? changes.gained : changes.lost;
    const losses = direction === "higher is better" ? changes.lost : changes.gained;
    return planBinary(pairs, gains, losses, margin);
  }
  const { value, standardError } = difference;
  const deviation = standardError * Math.sqrt(pairs);
  const benefit = direction === "higher is better" ? value : -value;
  return {
    detectable: detectableDifference(standardError),
    pairsIfUnchanged: pairsNeeded(deviation, margin),
    pairsIfAsObserved: pairsNeeded(deviation, Math.abs(benefit + margin)),
  };
}

/** Half a pair is added to gains and losses each, after Agresti & Min (2005), as none seen is not none to come. */
function planBinary(pairs: number, gains: number, losses: number, margin: number): Plan {
  const gained = (gains + 0.5) / (pairs + 2);
  const lost = (losses + 0.5) / (pairs + 2);
  const either = (gained + lost) / 2;
  return {
    detectable: detectableProportion(pairs, gained + lost) ?? Infinity,
    pairsIfUnchanged: pairedProportionsNeeded({ gained: either, lost: either }, -margin),
    pairsIfAsObserved: pairedProportionsNeeded({ gained, lost }, -margin),
  };
}
