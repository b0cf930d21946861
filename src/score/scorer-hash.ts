import { createHash } from "node:crypto";
import type { ScorerConfig } from "../core/scorer-config.ts";

/** Raised when a scorer of this type gives other scores than before: scores of the older one are then kept beside them. */
const VERSIONS: Readonly<Record<ScorerConfig["type"], number>> = {
  exact: 1,
  contains: 1,
  regex: 1,
  number: 1,
  choice: 1,
  json: 1,
  similarity: 1,
  f1: 1,
  length: 1,
  latency: 1,
  cost: 1,
  module: 1,
  promptfoo: 2,
};

/**
 * SHA-256 of all that a scorer's verdicts depend on: type, version, settings, and the bytes of the file that it reads. Its
 * name and how repeats are put together are no part of it.
 */
export function scorerHash(
  { name: _name, repeats: _repeats, ...settings }: ScorerConfig,
  file: Uint8Array | null,
): string {
  const content = file === null ? null : createHash("sha256").update(file).digest("hex");
  const identity = { version: VERSIONS[settings.type], content, settings };
  return createHash("sha256").update(JSON.stringify(identity, sortedKeys)).digest("hex");
}

/** A replacer for `JSON.stringify` that makes equal objects equal texts. */
export function sortedKeys(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
