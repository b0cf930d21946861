import type { Usage } from "../../../src/core/record.ts";
import type { RetryReaction, Verdict } from "../../../src/providers/provider.ts";

export const noUsage: Usage = { kind: "absent" };

export function usageOf(promptTokens: number, completionTokens: number): Exclude<Usage, { kind: "absent" }> {
  return {
    kind: "reported",
    promptTokens,
    completionTokens,
    totalTokens: promptTokens + completionTokens,
    cachedTokens: null,
    reasoningTokens: null,
  };
}

export function completed(usage: Usage = noUsage): Verdict {
  const outcome = { kind: "completed", text: "yes", reasoning: null, toolCalls: null, finishReason: "stop" } as const;
  return { kind: "settled", outcome, usage };
}

export function failed(code: string): Verdict {
  return { kind: "settled", outcome: { kind: "failed", code, message: "no" }, usage: noUsage };
}

export function again(
  reaction: RetryReaction,
  retryAfterMs: number | null = null,
  usage: Usage = noUsage,
): Extract<Verdict, { readonly kind: "retry" }> {
  return { kind: "retry", reaction, code: `code-of-${reaction}`, message: "try again", retryAfterMs, usage };
}

export const stop: Verdict = { kind: "stop", code: "invalid_api_key", message: "the key is not accepted" };
