import type { F1Config } from "../core/scorer-config.ts";
import { countMatches, countNGrams } from "./n-grams.ts";
import { expectedValues, noExpected } from "./expected-values.ts";
import { foldWidth } from "./normalize-text.ts";
import type { ScoringRule } from "./scorer.ts";
import { thresholdVerdict } from "./threshold-verdict.ts";
import { wantsCharacters } from "./tokens.ts";

/** Overlap of tokens with the nearest expected answer, as in the evaluation of SQuAD. */
export function f1Rule(config: F1Config): ScoringRule {
  const expected = expectedValues(config);
  return {
    columns: expected.columns,
    score({ prompt, text }) {
      const references = expected.of(prompt.columns);
      if (references.length === 0) return noExpected(config);
      const shares = references.map((reference) => tokenF1(text, reference, wantsCharacters(reference, config.tokens)));
      return thresholdVerdict(Math.max(...shares), "F1", config.threshold);
    },
  };
}

/**
 * F1 of the tokens of two answers by SQuAD's rules (Rajpurkar et al. 2016; evaluate-v2.0.py): small letters, no
 * punctuation, no English articles; where one has no token left, 1 if neither has, else 0.
 */
export function tokenF1(given: string, reference: string, isCharacters: boolean): number {
  const ours = answerTokens(given, isCharacters);
  const theirs = answerTokens(reference, isCharacters);
  if (ours.length === 0 || theirs.length === 0) return ours.length === theirs.length ? 1 : 0;
  return (2 * countMatches(countNGrams(ours, 1), countNGrams(theirs, 1))) / (ours.length + theirs.length);
}

function answerTokens(text: string, isCharacters: boolean): string[] {
  const bare = foldWidth(text)
    .toLowerCase()
    .replace(/[\p{P}$+<=>^`|~]/gu, "")
    .replace(/\b(?:a|an|the)\b/g, " ");
  const spaced = isCharacters
    ? bare.replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu, " $& ")
    : bare;
  return spaced.split(/\s+/u).filter((token) => token !== "");
}
