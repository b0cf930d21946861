/** Assertions of promptfoo's CSV format that are understood. */
const UNDERSTOOD = [
  "equals",
  "contains",
  "icontains",
  "contains-any",
  "contains-all",
  "icontains-any",
  "icontains-all",
  "starts-with",
  "regex",
  "is-json",
  "contains-json",
  "levenshtein",
] as const;

export type AssertionType = (typeof UNDERSTOOD)[number];

/** Assertions that ask a model, another program or a service. */
const OTHERS =
  "answer-relevance|bleu|classifier|context-[a-z]+|conversation-relevance|cost|eval|factuality|file|finish-reason|fn|g-eval|" +
  "gleu|grade|guardrails|html|human|is-html|is-refusal|is-sql|is-valid-[a-z-]+|is-xml|contains-html|contains-sql|" +
  "contains-xml|javascript|latency|llm-rubric|max-score|meteor|model-graded-[a-z]+|moderation|perplexity|" +
  "perplexity-score|pi|python|rouge-n|ruby|search-rubric|select-best|similar|tool-call-f1|trace-[a-z-]+|webhook|word-count";

/** One cell of an `__expected` column. */
export type Assertion =
  | {
      readonly kind: "check";
      readonly type: AssertionType;
      /** `not-`: the opposite is asserted. */
      readonly isNegated: boolean;
      /** Trimmed; lists have several. */
      readonly values: readonly string[];
      readonly threshold: number | null;
    }
  | { readonly kind: "javascript"; readonly code: string }
  /** An assertion of promptfoo's that is not understood here. */
  | { readonly kind: "unknown"; readonly type: string };

const CHECK = new RegExp(`^(not-)?(${UNDERSTOOD.join("|")})(?:\\((\\d+(?:\\.\\d+)?)\\))?(?::([\\s\\S]*))?$`);
const OTHER = new RegExp(`^(?:not-)?(${OTHERS})(?:\\([\\d.]+\\))?:`);

/** Reads a cell as promptfoo does: an assertion, or a text that must be equalled. */
export function parseAssertion(cell: string): Assertion {
  const text = cell.trim();
  const code = /^(?:javascript|fn|eval):([\s\S]*)$/.exec(text)?.[1];
  if (code !== undefined) return { kind: "javascript", code: code.trim() };
  const [, negation, word, threshold, value] = CHECK.exec(text) ?? [];
  const type = UNDERSTOOD.find((each) => each === word);
  const standsAlone = type === "is-json" || type === "contains-json";
  if (type !== undefined && (value !== undefined || standsAlone)) {
    return {
      kind: "check",
      type,
      isNegated: negation !== undefined,
      values: /-(?:any|all)$/.test(type) ? listOf(value ?? "") : [(value ?? "").trim()],
      threshold: threshold === undefined ? null : Number(threshold),
    };
  }
  const other = OTHER.exec(text)?.[1];
  if (other !== undefined) return { kind: "unknown", type: other };
  return { kind: "check", type: "equals", isNegated: false, values: [cell], threshold: null };
}

function listOf(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}
