import { regexFault } from "../core/regex-fault.ts";
import type { RegexConfig } from "../core/scorer-config.ts";
import { normalizeText } from "./normalize-text.ts";
import { binaryVerdict, quote, type ScoringRule, type Verdict } from "./scorer.ts";

/** 1 when the pattern of the config, or of the prompt's column, matches somewhere in the completion. */
export function regexRule(config: RegexConfig): ScoringRule {
  const verdict = (pattern: RegExp, text: string): Verdict => {
    pattern.lastIndex = 0;
    const match = pattern.exec(normalizeText(text, config.normalize));
    return match === null
      ? binaryVerdict(false, `does not match ${quote(pattern.source)}`)
      : binaryVerdict(true, "", match[1] ?? match[0]);
  };
  const { column } = config;
  if (column === undefined) {
    const pattern = new RegExp(config.pattern ?? "", config.flags);
    return { columns: [], score: ({ text }) => verdict(pattern, text) };
  }
  // Prompts come in order, each with several completions: the last pattern is the one that is wanted again.
  let last: RegExp | null = null;
  let lastCell = "";
  return {
    columns: [column],
    check(columns) {
      const cell = columns[column] ?? "";
      if (cell.trim() === "") return null;
      const fault = regexFault(cell, config.flags);
      const what = `holds no regular expression: ${fault}`;
      return fault === null ? null : { column, what, found: quote(cell), expected: "a pattern" };
    },
    score({ prompt, text }) {
      const cell = prompt.columns[column] ?? "";
      if (cell.trim() === "") return { unscored: `the column ${column} is empty` };
      if (last === null || lastCell !== cell) {
        last = new RegExp(cell, config.flags);
        lastCell = cell;
      }
      return verdict(last, text);
    },
  };
}
