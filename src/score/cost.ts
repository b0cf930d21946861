import { givesAmounts, type CostConfig } from "../core/scorer-config.ts";
import { boundedVerdict } from "./bounded-verdict.ts";
import type { ScoringRule } from "./scorer.ts";

/** What the completion cost, in the currency of the model's price. */
export function costRule(config: CostConfig): ScoringRule {
  return {
    columns: [],
    isAmount: givesAmounts(config),
    needsText: false,
    score: ({ record: { cost } }) =>
      cost === null ? { unscored: "price or usage is unknown" } : boundedVerdict(cost, "", config),
  };
}
