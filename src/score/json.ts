import type { JsonConfig } from "../core/scorer-config.ts";
import { binaryVerdict, quote, type ScoringRule } from "./scorer.ts";
import { withoutThinking } from "./think-block.ts";

/** Says what is wrong with a value, or null. */
export type SchemaCheck = (value: unknown) => string | null;

/** 1 when the completion is JSON, and what the schema asks for. */
export function jsonRule(config: JsonConfig, check: SchemaCheck | null): ScoringRule {
  return {
    columns: [],
    score({ text }) {
      const answer = withoutThinking(text);
      const json = config.fence ? (fencedText(answer) ?? answer) : answer;
      const parsed = parseJson(json);
      if (parsed.kind === "invalid") return binaryVerdict(false, `is no JSON: ${parsed.message}`);
      const fault = check?.(parsed.value) ?? null;
      return binaryVerdict(fault === null, fault ?? "");
    },
  };
}

/** What stands in the first Markdown code fence, or null. */
export function fencedText(text: string): string | null {
  return /^[^\S\n]*```[^\S\n]*\w*[^\S\n]*\n([\s\S]*?)\n?[^\S\n]*```[^\S\n]*$/m.exec(text)?.[1] ?? null;
}

/** Parses JSON; says why where there is none. */
export function parseJson(
  text: string,
): { readonly kind: "json"; readonly value: unknown } | { readonly kind: "invalid"; readonly message: string } {
  try {
    return { kind: "json", value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // V8 quotes the text, which may be long.
    const message = /^(?:Unexpected (?:token|end)|Unterminated|Expected|Bad|No number|Exponent)[^,("']*/.exec(
      error.message,
    );
    return { kind: "invalid", message: `${message?.[0].trim() ?? "cannot be parsed"}, in ${quote(text)}` };
  }
}
