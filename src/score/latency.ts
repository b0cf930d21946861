import { givesAmounts, type LatencyConfig } from "../core/scorer-config.ts";
import { boundedVerdict } from "./bounded-verdict.ts";
import type { ScoringRule } from "./scorer.ts";

/** The final attempt's HTTP time, milliseconds. */
export function latencyRule(config: LatencyConfig): ScoringRule {
  return {
    columns: [],
    isAmount: givesAmounts(config),
    needsText: false,
    score: ({ record: { latencyMs } }) =>
      latencyMs === null ? { unscored: "no latency was measured" } : boundedVerdict(latencyMs, "ms", config),
  };
}
