import type { ContainsConfig } from "../core/scorer-config.ts";
import { expectedValues, noExpected } from "./expected-values.ts";
import { normalizeText } from "./normalize-text.ts";
import { binaryVerdict, quote, type ScoringRule } from "./scorer.ts";

/** 1 when the completion contains one of the expected texts, or all of them. */
export function containsRule(config: ContainsConfig): ScoringRule {
  const expected = expectedValues(config, (text) => normalizeText(text, config.normalize));
  return {
    columns: expected.columns,
    check(columns) {
      // Every text contains the empty one: 。under `punctuation` would make all completions right.
      if (!expected.of(columns).includes("")) return null;
      const found = quote(config.column === undefined ? String(config.expected) : (columns[config.column] ?? ""));
      const what = "is nothing once it is normalised";
      return { column: config.column ?? null, what, found, expected: "a text of which something is left" };
    },
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
