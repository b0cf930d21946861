import type { Usage } from "../core/record.ts";
import { type Attempt, isLimit } from "../providers/provider.ts";
import type { SendReport } from "./account/permit.ts";
import { isUnreached } from "./reachability.ts";

/** What an attempt means for the account that permitted it. */
export function sendReportOf({ httpStatus, verdict }: Pick<Attempt, "httpStatus" | "verdict">): SendReport {
  switch (verdict.kind) {
    case "settled": {
      const tokens = tokensOf(verdict.usage);
      return { kind: "answered", tokens: verdict.outcome.kind === "failed" ? (tokens ?? 0) : tokens };
    }
    case "stop":
      return httpStatus === null ? { kind: "lost" } : { kind: "failed", tokens: 0 };
    case "aborted":
      return { kind: "lost" };
    case "retry":
      break;
  }
  if (isLimit(verdict.reaction)) {
    const { message, reaction, retryAfterMs } = verdict;
    return { kind: "rate-limited", retryAfterMs, message, isDoubtful: reaction === "rate-limit-few" };
  }
  if (isUnreached(verdict)) return { kind: "unsent" };
  if (httpStatus === null) return { kind: "lost" };
  return { kind: "failed", tokens: tokensOf(verdict.usage) ?? 0 };
}

/** The tokens of a request as far as they were reported, null when no total can be told. */
function tokensOf(usage: Usage): number | null {
  if (usage.kind === "absent") return null;
  if (usage.totalTokens !== null) return usage.totalTokens;
  if (usage.promptTokens === null || usage.completionTokens === null) return null;
  return usage.promptTokens + usage.completionTokens;
}
