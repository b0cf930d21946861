import { type Fingerprint, fingerprint } from "./random.ts";

/** What the simulator looks at in a chat completion request. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly unknown[];
  /** `max_tokens` or `max_completion_tokens`; null when neither is set. */
  readonly maxTokens: number | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Null unless the answer is to be streamed. */
  readonly stream: StreamRequest | null;
  readonly fingerprint: Fingerprint;
}

export interface StreamRequest {
  /** `stream_options.include_usage`. */
  readonly includeUsage: boolean;
}

/** Reads a request body; the fingerprint covers its path, the seed and its bytes, or its JSON without the stream fields. */
export function parseChatRequest(
  body: string,
  path: string,
  seed: number,
): ChatRequest | "invalidJson" | "missingMessages" {
  const parameters = parseObject(body);
  if (parameters === null) return "invalidJson";
  const { model, messages, max_tokens: maxTokens, max_completion_tokens: maxCompletionTokens } = parameters;
  const { stream, stream_options: streamOptions } = parameters;
  if (!Array.isArray(messages) || messages.length === 0) return "missingMessages";
  const limit = maxTokens ?? maxCompletionTokens;
  const plain = stream === undefined && streamOptions === undefined ? body : withoutStream(parameters);
  return {
    model: typeof model === "string" ? model : "",
    messages,
    maxTokens: typeof limit === "number" ? limit : null,
    parameters,
    stream:
      stream === true ? { includeUsage: isObject(streamOptions) && streamOptions["include_usage"] === true } : null,
    fingerprint: fingerprint(path + plain, seed),
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

/** The same request as its client would have written it for a whole answer. */
function withoutStream(parameters: Readonly<Record<string, unknown>>): string {
  const { stream: _stream, stream_options: _streamOptions, ...others } = parameters;
  return JSON.stringify(others);
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
