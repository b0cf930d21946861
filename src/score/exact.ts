import type { ExactConfig } from "../core/scorer-config.ts";
import { expectedValues, noExpected } from "./expected-values.ts";
import { normalizeText } from "./normalize-text.ts";
import { binaryVerdict, quote, type ScoringRule } from "./scorer.ts";

/** 1 when the completion is one of the expected texts. */
export function exactRule(config: ExactConfig): ScoringRule {
  const expected = expectedValues(config, (text) => normalizeText(text, config.normalize));
  return {
    columns: expected.columns,
    score({ prompt, text }) {
      const values = expected.of(prompt.columns);
      if (values.length === 0) return noExpected(config);
      const given = normalizeText(text, config.normalize);
      return binaryVerdict(values.includes(given), `is not ${values.map(quote).join(" or ")}`);
    },
  };
}
