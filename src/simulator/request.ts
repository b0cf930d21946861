import { type Fingerprint, fingerprint } from "./random.ts";

/** What the simulator looks at in a chat completion request. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly unknown[];
  /** `max_tokens` or `max_completion_tokens`; null when neither is set. */
  readonly maxTokens: number | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly fingerprint: Fingerprint;
}

/** Reads a request body; the fingerprint covers its bytes, its path and the seed. */
export function parseChatRequest(
  body: string,
  path: string,
  seed: number,
): ChatRequest | "invalidJson" | "missingMessages" {
  const parameters = parseObject(body);
  if (parameters === null) return "invalidJson";
  const { model, messages, max_tokens: maxTokens, max_completion_tokens: maxCompletionTokens } = parameters;
  if (!Array.isArray(messages) || messages.length === 0) return "missingMessages";
  const limit = maxTokens ?? maxCompletionTokens;
  return {
    model: typeof model === "string" ? model : "",
    messages,
    maxTokens: typeof limit === "number" ? limit : null,
    parameters,
    fingerprint: fingerprint(path + body, seed),
  };
}

/** The text of a message, whether written as a string or in parts. */
export function textOf(message: unknown): string {
  if (!isObject(message)) return "";
  const { content } = message;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isObject(part) && typeof part["text"] === "string" ? part["text"] : "")).join("");
}

function parseObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
