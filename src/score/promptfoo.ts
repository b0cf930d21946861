import { regexFault } from "../core/regex-fault.ts";
import type { PromptfooConfig } from "../core/scorer-config.ts";
import { fencedText, parseJson } from "./json.ts";
import { levenshteinDistance } from "./levenshtein.ts";
import { judgementOf, thrown } from "./module.ts";
import { parseAssertion, type Assertion } from "./parse-assertion.ts";
import {
  binaryVerdict,
  quote,
  type ExpectedFault,
  type Judgement,
  type ScoredCompletion,
  type ScoringRule,
} from "./scorer.ts";

/** Edits that `levenshtein:` allows where it does not say; promptfoo's own default. */
const DEFAULT_EDITS = 5;

type Check = Extract<Assertion, { readonly kind: "check" }>;

/** 1 when every assertion in the prompt's `__expected…` columns holds. */
export function promptfooRule(config: PromptfooConfig): ScoringRule {
  return {
    columns: [],
    missingColumn: (columns) => (columns.some(isExpectedColumn) ? null : "__expected"),
    check(columns) {
      for (const [column, cell] of expectedCells(columns)) {
        const fault = assertionFault(parseAssertion(cell), config);
        if (fault !== null) return { column, found: quote(cell), ...fault };
      }
      const threshold = thresholdOf(columns);
      if (threshold === null || (threshold >= 0 && threshold <= 1)) return null;
      const found = quote(columns[THRESHOLD] ?? "");
      return { column: THRESHOLD, what: "holds no threshold", found, expected: "a number from 0 to 1" };
    },
    score(completion) {
      const { columns } = completion.prompt;
      const cells = expectedCells(columns);
      if (cells.length === 0) return { unscored: "the __expected columns are empty" };
      const threshold = thresholdOf(columns);
      const faults: string[] = [];
      let sum = 0;
      for (const [column, cell] of cells) {
        const judgement = judge(parseAssertion(cell), completion, config);
        if (!("value" in judgement)) return judgement;
        sum += judgement.value;
        if (judgement.value < 1) faults.push(judgement.reason ?? `${column}: not ${quote(cell)}`);
      }
      const isPass = threshold === null ? faults.length === 0 : sum / cells.length >= threshold;
      return binaryVerdict(isPass, faults[0] ?? "");
    },
  };
}

/** promptfoo's column of the mean that the assertions of a prompt must reach together; without one all must hold. */
const THRESHOLD = "__threshold";

/** Null without a threshold (or with 0, as promptfoo has it), NaN where the cell holds no number. */
function thresholdOf(columns: Readonly<Record<string, string>>): number | null {
  const cell = columns[THRESHOLD]?.trim() ?? "";
  const threshold = cell === "" ? 0 : Number(cell);
  return threshold === 0 ? null : threshold;
}

function isExpectedColumn(column: string): boolean {
  return column.startsWith("__expected");
}

function expectedCells(columns: Readonly<Record<string, string>>): [column: string, cell: string][] {
  return Object.entries(columns).filter(([column, cell]) => isExpectedColumn(column) && cell.trim() !== "");
}

function assertionFault(
  assertion: Assertion,
  { allowJavascript }: PromptfooConfig,
): Pick<ExpectedFault, "what" | "expected"> | null {
  if (assertion.kind === "unknown") {
    const expected =
      "equals, contains, icontains, contains-any, contains-all, starts-with, regex, is-json or levenshtein";
    return { what: `asserts ${assertion.type}, which is not understood`, expected };
  }
  if (assertion.kind === "javascript") {
    if (!allowJavascript) return { what: "holds JavaScript", expected: '"allowJavascript": true in the scorer' };
    const compiled = compileJavascript(assertion.code);
    return typeof compiled === "string"
      ? { what: `holds no JavaScript: ${compiled}`, expected: "an expression" }
      : null;
  }
  if (assertion.type.endsWith("-json") && assertion.values[0] !== "") {
    return {
      what: "asserts a JSON Schema, which is not understood",
      expected: "is-json alone, or a scorer of type json",
    };
  }
  if (assertion.type !== "regex") return null;
  const fault = regexFault(assertion.values[0] ?? "", "");
  return fault === null ? null : { what: `holds no regular expression: ${fault}`, expected: "a pattern" };
}

function judge(assertion: Assertion, completion: ScoredCompletion, config: PromptfooConfig): Judgement {
  if (assertion.kind === "unknown") return { error: `asserts ${assertion.type}, which is not understood` };
  if (assertion.kind === "check") {
    return { value: holds(assertion, completion.text) === assertion.isNegated ? 0 : 1, reason: null };
  }
  if (!config.allowJavascript) return { error: "JavaScript is not allowed" };
  const compiled = compileJavascript(assertion.code);
  if (typeof compiled === "string") return { error: compiled };
  try {
    const result: unknown = compiled(completion.text, {
      vars: completion.prompt.columns,
      prompt: completion.prompt.id,
    });
    return judgementOf(graded(result));
  } catch (error) {
    return thrown(error);
  }
}

function holds({ type, values, threshold }: Check, text: string): boolean {
  const [value = ""] = values;
  const isIn = (each: string) => text.includes(each);
  const isInAnyCase = (each: string) => text.toLowerCase().includes(each.toLowerCase());
  switch (type) {
    case "equals":
      return text === value;
    case "contains":
      return isIn(value);
    case "icontains":
      return isInAnyCase(value);
    case "contains-any":
      return values.some(isIn);
    case "contains-all":
      return values.every(isIn);
    case "icontains-any":
      return values.some(isInAnyCase);
    case "icontains-all":
      return values.every(isInAnyCase);
    case "starts-with":
      return text.startsWith(value);
    case "regex":
      return new RegExp(value).test(text);
    case "is-json":
      return parseJson(text).kind === "json";
    case "contains-json":
      return [text, fencedText(text), /[[{][\s\S]*[\]}]/.exec(text)?.[0]].some(
        (part) => typeof part === "string" && parseJson(part).kind === "json",
      );
    case "levenshtein":
      return levenshteinDistance(text, value) <= (threshold ?? DEFAULT_EDITS);
  }
}

/** Several lines are a function's body, one is an expression; a text says why it is neither. */
function compileJavascript(code: string): ((output: string, context: unknown) => unknown) | string {
  try {
    const body = code.includes("\n") ? code : `return (${code.replace(/;$/, "")})`;
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- the user allowed the prompt set's own code
    const compiled: unknown = new Function("output", "context", body);
    return typeof compiled === "function" ? (output, context) => Reflect.apply(compiled, null, [output, context]) : "";
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return error.message;
  }
}

/** promptfoo's GradingResult as a result of ours. */
function graded(result: unknown): unknown {
  if (typeof result !== "object" || result === null || !("pass" in result)) return result;
  return { value: result.pass === true, ...("reason" in result ? { reason: result.reason } : {}) };
}
