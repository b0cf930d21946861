import { givesAmounts, type LengthConfig } from "../core/scorer-config.ts";
import { boundedVerdict } from "./bounded-verdict.ts";
import type { ScoringRule } from "./scorer.ts";

/** How long the completion is: characters (code points), words (Unicode's, in every language), or reported tokens. */
export function lengthRule(config: LengthConfig): ScoringRule {
  const words = config.unit === "words" ? new Intl.Segmenter(undefined, { granularity: "word" }) : null;
  const wordsIn = (text: string) => {
    let count = 0;
    for (const { isWordLike } of words?.segment(text) ?? []) count += isWordLike === true ? 1 : 0;
    return count;
  };
  return {
    columns: [],
    isAmount: givesAmounts(config),
    needsText: config.unit !== "tokens",
    score({ text, record: { usage } }) {
      if (config.unit === "characters") return boundedVerdict(Array.from(text).length, config.unit, config);
      if (config.unit === "words") return boundedVerdict(wordsIn(text), config.unit, config);
      const tokens = usage.kind === "absent" ? null : usage.completionTokens;
      return tokens === null
        ? { unscored: "the provider reported no tokens" }
        : boundedVerdict(tokens, config.unit, config);
    },
  };
}
