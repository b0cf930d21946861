import type { z } from "zod";
import { describeValue, type Fault, listWords, type Path } from "./fault.ts";
import { nearMiss } from "../core/near-miss.ts";
import { configSchema } from "./schema.ts";
import { SCORER_TYPES } from "./scorer-schema.ts";
import { unknownFieldFault } from "./unknown-field.ts";

/** Where the value itself may be a key, whatever was expected there. */
const SECRET_FIELDS = new Set(["headers", "apiKeyEnv"]);

/** What users call an endpoint, and the name that this config has for it. */
const PROVIDER_ALIASES: Readonly<Record<string, string>> = {
  xinghuo: "spark",
  iflytek: "spark",
  claude: "anthropic",
  qwen: "dashscope",
  aliyun: "dashscope",
  bailian: "dashscope",
  "llama.cpp": "llamacpp",
};

/** Everything about the expanded config that the schema refuses; `written` is what messages show. */
export function findShapeFaults(expanded: unknown, written: unknown): Fault[] {
  const issues = configSchema.safeParse(expanded).error?.issues ?? [];
  return issues.flatMap((issue) => faultsOf(issue, written));
}

function faultsOf(issue: z.core.$ZodIssue, written: unknown): Fault[] {
  const path: Path = issue.path.filter((part) => typeof part !== "symbol");
  const value = valueAt(written, path);
  const found = path.some((part) => SECRET_FIELDS.has(String(part))) ? describeType(value) : describeValue(value);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownFieldFault([...path, key], written));
  if (issue.code === "invalid_type") return [typeFault(path, value, found, describeExpected(issue.expected))];
  if (issue.code === "invalid_union" && issue.discriminator !== undefined) {
    return [valueFault(path, value, found, SCORER_TYPES)];
  }
  if (issue.code === "invalid_union") return unionFaults(issue, path, value, found, written);
  if (issue.code === "too_small") return [smallFault(path, found, issue)];
  if (issue.code === "too_big") return [{ path, what: "is too big", found, expected: `at most ${issue.maximum}` }];
  if (issue.code === "invalid_value") return [valueFault(path, value, found, issue.values.map(String))];
  return [{ path, what: "is not valid", found, expected: issue.message }];
}

/** An object is taken for the alternative that is one, so that its fields are told one by one. */
function unionFaults(
  issue: z.core.$ZodIssueInvalidUnion,
  path: Path,
  value: unknown,
  found: string,
  written: unknown,
): Fault[] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const inside = issue.errors.find((issues) =>
    issues.every(({ code, path: place }) => place.length > 0 || code === "unrecognized_keys"),
  );
  if (!isObject || inside === undefined) return [typeFault(path, value, found, issue.message)];
  return inside.flatMap((inner) => faultsOf({ ...inner, path: [...issue.path, ...inner.path] }, written));
}

function typeFault(path: Path, value: unknown, found: string, expected: string): Fault {
  if (value === undefined) return { path, what: "is missing", expected };
  return { path, what: "has the wrong type", found, expected };
}

function smallFault(path: Path, found: string, issue: z.core.$ZodIssueTooSmall): Fault {
  if (issue.origin === "string") return { path, what: "is empty", expected: "text" };
  if (issue.origin === "array") return { path, what: "is an empty list", expected: "at least one entry" };
  const expected = `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
  return { path, what: "is too small", found, expected };
}

function valueFault(path: Path, value: unknown, found: string, values: readonly string[]): Fault {
  const expected = listWords(values);
  if (value === undefined) return { path, what: "is missing", expected };
  const word = typeof value === "string" ? value : "";
  const meant = PROVIDER_ALIASES[word.toLowerCase()] ?? nearMiss(word, values);
  const fault: Fault = { path, what: "is none of the allowed values", found, expected };
  return meant !== null && values.includes(meant) ? { ...fault, fix: `Did you mean "${meant}"?` } : fault;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function describeExpected(expected: string): string {
  return TYPE_WORDS[expected] ?? expected;
}

function describeType(value: unknown): string {
  return typeof value === "object" ? describeValue(value) : (TYPE_WORDS[typeof value] ?? typeof value);
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, part)) return undefined;
    return Object.entries(value).find(([key]) => key === String(part))?.[1];
  }, root);
}
