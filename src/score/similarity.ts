import type { SimilarityConfig } from "../core/scorer-config.ts";
import { bleu } from "./bleu.ts";
import { chrf } from "./chrf.ts";
import { expectedValues, noExpected } from "./expected-values.ts";
import { levenshteinRatio } from "./levenshtein.ts";
import { normalizeText } from "./normalize-text.ts";
import { rougeL } from "./rouge-l.ts";
import type { ScoringRule } from "./scorer.ts";
import { thresholdVerdict } from "./threshold-verdict.ts";
import { bleuTokens, wantsCharacters, wordTokens } from "./tokens.ts";

/** How like the nearest expected text the completion is, 0 to 1. */
export function similarityRule(config: SimilarityConfig): ScoringRule {
  const expected = expectedValues(config, (text) => normalizeText(text, config.normalize));
  return {
    columns: expected.columns,
    score({ prompt, text }) {
      const references = expected.of(prompt.columns);
      if (references.length === 0) return noExpected(config);
      const given = normalizeText(text, config.normalize);
      const best = Math.max(...references.map((reference) => similarityOf(given, reference, config)));
      return thresholdVerdict(best, config.metric, config.threshold);
    },
  };
}

function similarityOf(given: string, reference: string, { metric, tokens }: SimilarityConfig): number {
  // The reference decides: an answer in the wrong language must not change how it is cut.
  const isCharacters = wantsCharacters(reference, tokens);
  switch (metric) {
    case "levenshtein":
      return levenshteinRatio(given, reference);
    case "rouge-l":
      return rougeL(wordTokens(given, isCharacters), wordTokens(reference, isCharacters));
    case "bleu":
      return bleu(bleuTokens(given, isCharacters), bleuTokens(reference, isCharacters));
    case "chrf":
      return chrf(given, reference);
  }
}
