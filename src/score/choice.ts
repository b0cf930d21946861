import type { ChoiceConfig } from "../core/scorer-config.ts";
import { expectedValues, noExpected } from "./expected-values.ts";
import { choiceExtractor } from "./extract-choice.ts";
import { binaryVerdict, quote, type ScoringRule } from "./scorer.ts";

/** 1 when the letter that the completion chooses is the expected one; a text that chooses several is wrong. */
export function choiceRule(config: ChoiceConfig): ScoringRule {
  const find = choiceExtractor(config.choices);
  const letterOf = (text: string) => {
    const found = find(text);
    return found.kind === "one" ? found.letter : null;
  };
  const expected = expectedValues(config);
  return {
    columns: expected.columns,
    check(columns) {
      const wrong = expected.of(columns).find((value) => letterOf(value) === null);
      if (wrong === undefined) return null;
      const what = "holds none of the choices";
      return { column: config.column ?? null, what, found: quote(wrong), expected: config.choices.join(", ") };
    },
    score({ prompt, text }) {
      const wanted = expected.of(prompt.columns).map(letterOf);
      if (wanted.length === 0) return noExpected(config);
      const found = find(text);
      switch (found.kind) {
        case "one":
          return binaryVerdict(
            wanted.includes(found.letter),
            `chose ${found.letter}, not ${wanted.join(" or ")}`,
            found.letter,
          );
        case "several":
          return binaryVerdict(false, `ambiguous: ${found.letters.join(" and ")}`);
        case "none":
          return binaryVerdict(false, "chooses nothing that could be found");
      }
    },
  };
}
