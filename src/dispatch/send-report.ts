import type { Usage } from "../core/record.ts";
import type { Verdict } from "../providers/provider.ts";
import type { SendReport } from "./account.ts";

/** What an attempt's verdict means for the account that permitted it. */
export function sendReportOf(verdict: Verdict): SendReport {
  switch (verdict.kind) {
    case "settled": {
      const tokens = tokensOf(verdict.usage);
      return { kind: "answered", tokens: verdict.outcome.kind === "failed" ? (tokens ?? 0) : tokens };
    }
    case "stop":
    case "aborted":
      return { kind: "failed", tokens: 0 };
    case "retry":
      break;
  }
  if (verdict.reaction === "rate-limit" || verdict.reaction === "concurrency-limit") {
    return { kind: "rate-limited", retryAfterMs: verdict.retryAfterMs };
  }
  return { kind: "failed", tokens: tokensOf(verdict.usage) ?? 0 };
}

/** The tokens of a request as far as they were reported, null when no total can be told. */
function tokensOf(usage: Usage): number | null {
  if (usage.kind === "absent") return null;
  if (usage.totalTokens !== null) return usage.totalTokens;
  if (usage.promptTokens === null || usage.completionTokens === null) return null;
  return usage.promptTokens + usage.completionTokens;
}
