import { z } from "zod";
import { type Fault, formatPath, listWords, type Path } from "./fault.ts";
import { nearMiss } from "../core/near-miss.ts";
import { configSchema } from "./schema.ts";
import { scorerSchema } from "./scorer-schema.ts";

/** What people call a field that would hold a key; there is none. */
const KEY_FIELD = /^(?:api[-_]?)?(?:key|token|secret|password)$/i;

/** Names that other tools give to fields of ours. */
const ALIASES: Readonly<Record<string, string>> = {
  url: "baseUrl",
  endpoint: "baseUrl",
  apiBase: "baseUrl",
  id: "name",
  modelId: "model",
  timeout: "timeoutMs",
  maxAttempts: "maximumAttempts",
  maxRetries: "maximumAttempts",
  rpm: "requestsPerMinute",
  tpm: "tokensPerMinute",
  rpd: "requestsPerDay",
  replicas: "endpoints",
  output: "results",
};

/** Parameters of the chat-completions protocol; they belong in `params`. */
const REQUEST_PARAMETERS = new Set([
  "temperature",
  "top_p",
  "top_k",
  "max_tokens",
  "max_completion_tokens",
  "seed",
  "stop",
  "presence_penalty",
  "frequency_penalty",
  "response_format",
  "tools",
  "tool_choice",
  "reasoning_effort",
  "logprobs",
]);

/** The fault for a field that the schema does not know, with the nearest one that it does. Never shows its value. */
export function unknownFieldFault(path: Path, written: unknown): Fault {
  const key = String(path.at(-1));
  if (KEY_FIELD.test(key)) {
    return {
      path,
      what: "is no field: a key never stands in the config",
      expected: "apiKeyEnv, the name of an environment variable",
      fix: "Put the key in the environment or in .env, and write the variable's name in apiKeyEnv",
    };
  }
  const fields = fieldsAt(path.slice(0, -1), written);
  const fault: Fault = { path, what: "is no field", expected: listWords(fields) };
  const fix = findFix(key, fields);
  return fix === null ? fault : { ...fault, fix };
}

function findFix(key: string, fields: readonly string[]): string | null {
  const alias = ALIASES[key];
  const meant = alias !== undefined && fields.includes(alias) ? alias : nearMiss(key, fields);
  if (meant !== null) return `Did you mean ${meant}?`;
  if (REQUEST_PARAMETERS.has(key) && fields.includes("params")) return `Write it inside params: it is sent to the API`;
  const home = HOMES.find((path) => fieldsAt(path).includes(key));
  return home === undefined ? null : `${key} belongs in ${formatPath(home).replace("[0]", "[]") || "the top level"}`;
}

/** Where fields live; for those written on the wrong level. */
const HOMES: readonly Path[] = [
  [],
  ["models", 0],
  ["models", 0, "limits"],
  ["models", 0, "endpoints", 0],
  ["models", 0, "retry"],
  ["models", 0, "price"],
  ["breaker"],
  ["columns"],
  ["store"],
  ["tables"],
  ["template"],
];

/** Field names of the object at `path` in the schema; of a scorer, those of its type. */
function fieldsAt(path: Path, written: unknown = {}): string[] {
  let schema: z.core.$ZodType = configSchema;
  let value = written;
  for (const part of path) {
    const container = unwrap(schema);
    const child =
      container instanceof z.ZodArray
        ? container.element
        : container instanceof z.ZodObject
          ? container.shape[String(part)]
          : undefined;
    if (child === undefined) return [];
    schema = child;
    value = memberOf(value, part);
  }
  const union = unwrap(schema);
  if (union instanceof z.ZodDiscriminatedUnion) return fieldsOfType(memberOf(value, "type"));
  const options = union instanceof z.ZodUnion ? union.options : [union];
  const object = options.find((option) => option instanceof z.ZodObject);
  return object === undefined ? [] : Object.keys(object.shape);
}

function memberOf(value: unknown, part: string | number): unknown {
  return value !== null && typeof value === "object"
    ? Object.entries(value).find(([key]) => key === String(part))?.[1]
    : undefined;
}

function fieldsOfType(type: unknown): string[] {
  const option = scorerSchema.options.find(({ shape }) => shape.type.value === type);
  return option === undefined ? [] : Object.keys(option.shape);
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const wrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
      ? schema.unwrap()
      : null;
  return wrapped === null ? schema : unwrap(wrapped);
}
