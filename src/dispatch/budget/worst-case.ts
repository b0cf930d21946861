import type { Model, Params } from "../../core/config.ts";
import type { ChatMessage } from "../../core/messages.ts";

/** Tokens, and what they cost in `currency`; 0 where the price is unknown. */
export interface Spend {
  readonly tokens: number;
  readonly cost: number;
  /** ISO 4217 code; null without a price. */
  readonly currency: string | null;
}

/** Role, separators and name that a chat template puts around a message. */
const TOKENS_PER_MESSAGE = 16;
/** Start of the answer, and a system message that a template adds where there is none (Qwen's has about 20 tokens). */
const TOKENS_PER_REQUEST = 64;
/** Instructions that a provider adds to a request with tools. */
const TOKENS_FOR_TOOLS = 1024;

/**
 * The most that one request can use: its prompt counted as one token for each UTF-8 byte of its messages and params (a
 * token stands for at least one byte), and the longest answer that its params allow. Null when nothing limits the answer.
 * What an endpoint adds by itself (a web search, a picture behind a link) cannot be bounded from here.
 */
export function worstCase(
  messages: readonly ChatMessage[],
  { params, price }: Pick<Model, "params" | "price">,
): Spend | null {
  const completionTokens = longestAnswer(params);
  if (completionTokens === null) return null;
  const promptTokens = promptTokensAtMost(messages, params);
  return {
    tokens: promptTokens + completionTokens,
    cost: price === null ? 0 : (promptTokens * dearestInput(price) + completionTokens * price.output) / 1e6,
    currency: price?.currency ?? null,
  };
}

/** The most tokens that all choices of one answer may have by `params`, thinking included; null when nothing says so. */
export function longestAnswer(params: Params): number | null {
  const limits = [params["max_completion_tokens"], params["max_tokens"]].filter((limit) => typeof limit === "number");
  if (limits.length === 0) return null;
  const { n, thinking_budget: thinking, enable_thinking: thinks } = params;
  // DashScope counts thinking apart from max_tokens.
  if (thinks === true && typeof thinking !== "number") return null;
  const choices = typeof n === "number" ? Math.max(1, n) : 1;
  return choices * (Math.max(...limits) + (typeof thinking === "number" ? thinking : 0));
}

function promptTokensAtMost(messages: readonly ChatMessage[], params: Params): number {
  const texts = messages.reduce((sum, message) => sum + messageBytes(message) + TOKENS_PER_MESSAGE, 0);
  const tools = params["tools"] === undefined ? 0 : TOKENS_FOR_TOOLS;
  return texts + Buffer.byteLength(JSON.stringify(params)) + TOKENS_PER_REQUEST + tools;
}

/** A plain message is not written as JSON, where escapes would count twice. */
function messageBytes({ role, content, ...extra }: ChatMessage): number {
  const contentBytes = Buffer.byteLength(typeof content === "string" ? content : JSON.stringify(content));
  const extraBytes = Object.keys(extra).length === 0 ? 0 : Buffer.byteLength(JSON.stringify(extra));
  return Buffer.byteLength(role) + contentBytes + extraBytes;
}

/** Which part of a prompt comes from a cache is not known before. */
function dearestInput({ input, cachedInput }: NonNullable<Model["price"]>): number {
  return Math.max(input, cachedInput ?? 0);
}
