import type { Params } from "../core/config.ts";
import type { ChatMessage } from "../core/messages.ts";

const CHARACTERS_PER_TOKEN = 3;
const UNSTATED_COMPLETION_TOKENS = 256;

/** Tokens to reserve for a request, roughly: a third of its characters and the longest answer that it allows. */
export function estimateTokens(messages: readonly ChatMessage[], params: Params): number {
  let characters = 0;
  for (const { content } of messages) {
    if (typeof content === "string") characters += content.length;
    else for (const part of content ?? []) characters += textLength(part);
  }
  const allowed = params["max_completion_tokens"] ?? params["max_tokens"];
  const completionTokens = typeof allowed === "number" ? allowed : UNSTATED_COMPLETION_TOKENS;
  return Math.ceil(characters / CHARACTERS_PER_TOKEN) + completionTokens;
}

function textLength(part: unknown): number {
  if (typeof part !== "object" || part === null || !("text" in part)) return 0;
  return typeof part.text === "string" ? part.text.length : 0;
}
