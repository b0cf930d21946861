import type { TokenCounts, Usage } from "../core/record.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

/** Reads a response's `usage` in the spellings of the known providers; what they do not say stays null. */
export function readUsage(usage: unknown): Usage {
  if (!isJsonObject(usage)) return { kind: "absent" };
  const counts: TokenCounts = {
    promptTokens: firstCount(usage["prompt_tokens"], usage["input_tokens"]),
    completionTokens: firstCount(usage["completion_tokens"], usage["output_tokens"]),
    totalTokens: firstCount(usage["total_tokens"]),
    cachedTokens: firstCount(
      detail(usage, "prompt_tokens_details", "cached_tokens"),
      detail(usage, "input_tokens_details", "cached_tokens"),
      usage["prompt_cache_hit_tokens"],
      usage["cached_tokens"],
    ),
    reasoningTokens: firstCount(
      detail(usage, "completion_tokens_details", "reasoning_tokens"),
      detail(usage, "output_tokens_details", "reasoning_tokens"),
      usage["reasoning_tokens"],
    ),
  };
  if (Object.values(counts).every((count) => count === null)) return { kind: "absent" };
  return { kind: isConsistent(counts) ? "reported" : "inconsistent", ...counts };
}

function isConsistent({ promptTokens, completionTokens, totalTokens, ...details }: TokenCounts): boolean {
  const counts = [promptTokens, completionTokens, totalTokens, ...Object.values(details)];
  if (counts.some((count) => count !== null && (count < 0 || !Number.isSafeInteger(count)))) return false;
  if (promptTokens === null || completionTokens === null || totalTokens === null) return true;
  return totalTokens === promptTokens + completionTokens;
}

function firstCount(...candidates: unknown[]): number | null {
  const count = candidates.find((candidate) => typeof candidate === "number");
  return typeof count === "number" ? count : null;
}

function detail(usage: JsonObject, group: string, name: string): unknown {
  const details = usage[group];
  return isJsonObject(details) ? details[name] : undefined;
}
