import { withoutThinking } from "./think-block.ts";

/** How a judge's verdict is asked for. */
export interface VerdictForm<Verdict> {
  /** Names that the verdict may have, in lower case: those that were asked for, and what judges write instead. */
  readonly keys: readonly string[];
  /** The verdict that a text begins with (`4/5`, `correct, because …`), or null. The text is in NFKC form. */
  readonly read: (text: string) => Verdict | null;
}

/** A verdict with the judge's reasons, as far as it gave any. */
export interface FoundVerdict<Verdict> {
  readonly verdict: Verdict;
  readonly reasoning: string | null;
}

const REASONING_KEYS = ["reasoning", "reason", "reasons", "explanation", "rationale", "理由", "原因", "分析", "说明"];

/** A verdict comes at the end; what stands before is not searched. */
const SEARCHED_CHARACTERS = 20_000;
/** Opening braces that are tried from the end. */
const TRIED_OBJECTS = 50;

/**
 * Finds the verdict in a judge's answer: in its last JSON object that has one, else in its last line such as `Score: 4` or
 * `评分：4`, else in a text that is nothing but the verdict. Null where there is none that the form can read; an object or a
 * line that names a verdict out of the form's range is not passed over for an earlier one.
 */
export function findVerdict<Verdict>(text: string, form: VerdictForm<Verdict>): FoundVerdict<Verdict> | null {
  const said = withoutThinking(text).trim().slice(-SEARCHED_CHARACTERS);
  const fields = lastObject(said, form.keys);
  if (fields !== null) {
    const verdict = form.read(plain(fields.verdict));
    return verdict === null ? null : { verdict, reasoning: fields.reasoning };
  }
  const rest = lastNamed(said.normalize("NFKC"), form.keys);
  const verdict = form.read(plain(rest ?? said));
  if (verdict === null) return null;
  return { verdict, reasoning: rest === null ? null : said };
}

function lastObject(text: string, keys: readonly string[]): { verdict: string; reasoning: string | null } | null {
  let start = text.lastIndexOf("{");
  for (let tried = 0; start !== -1 && tried < TRIED_OBJECTS; tried += 1) {
    const fields = objectAt(text, start);
    const verdict = fields === null ? undefined : fieldNamed(fields, keys);
    if (fields !== null && verdict !== undefined) {
      const reasoning = fieldNamed(fields, REASONING_KEYS);
      return { verdict: textOf(verdict), reasoning: typeof reasoning === "string" ? reasoning.trim() : null };
    }
    start = start === 0 ? -1 : text.lastIndexOf("{", start - 1);
  }
  return null;
}

/** The JSON object that begins at an opening brace; null where none does. */
function objectAt(text: string, start: number): Readonly<Record<string, unknown>> | null {
  let depth = 0;
  let isInString = false;
  for (let index = start; index < text.length; index += 1) {
    const character = text[index];
    if (isInString) {
      if (character === "\\") index += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return parseObject(text.slice(start, index + 1));
    }
  }
  return null;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" ? { ...value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function fieldNamed(fields: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  return Object.entries(fields).find(([name]) => keys.includes(name.normalize("NFKC").trim().toLowerCase()))?.[1];
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** What follows the last `key:` of a text in NFKC form, to the end of its line; null where there is none. */
function lastNamed(text: string, keys: readonly string[]): string | null {
  const pattern = new RegExp(
    `(?<![a-z0-9])(?:${keys.join("|")})["'*_\`\\])】」』]*\\s*(?:[:=]|is\\b|是|为)([^\\n]*)`,
    "giu",
  );
  return Array.from(text.matchAll(pattern), ([, rest]) => rest).at(-1) ?? null;
}

/** A text in NFKC form without the marks around it that emphasise or quote. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/^[\s"'*_`[({<#“‘「『【:=]+/u, "")
    .replace(/[\s"'*_`\])}>”’」』】.,。,;]+$/u, "");
}
