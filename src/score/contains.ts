import type { ContainsConfig } from "../core/scorer-config.ts";
import { expectedValues, noExpected } from "./expected-values.ts";
import { normalizeText } from "./normalize-text.ts";
import { binaryVerdict, quote, type ScoringRule } from "./scorer.ts";

/** 1 when the completion contains one of the expected texts, or all of them. */
export function containsRule(config: ContainsConfig): ScoringRule {
  const expected = expectedValues(config, (text) => normalizeText(text, config.normalize));
  return {
    columns: expected.columns,
    score({ prompt, text }) {
      const values = expected.of(prompt.columns);
      if (values.length === 0) return noExpected(config);
      const given = normalizeText(text, config.normalize);
      const missing = values.filter((value) => !given.includes(value));
      const isPass = config.mode === "all" ? missing.length === 0 : missing.length < values.length;
      return binaryVerdict(
        isPass,
        `does not contain ${missing.map(quote).join(config.mode === "all" ? ", " : " or ")}`,
      );
    },
  };
}
