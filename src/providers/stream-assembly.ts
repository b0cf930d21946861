import { textOf } from "./answer.ts";
import { isJsonObject, type JsonObject, stringMember } from "./json.ts";
import { bringsTokens, type Chunk } from "./read-chunk.ts";
import { ToolCallDeltas } from "./tool-call-deltas.ts";

/** Members of a chunk's top level that an answer has too; of each the last one counts. */
const NAMES = ["id", "model", "sid", "request_id"] as const;

/** Puts the completion together that its chunks are pieces of; a chunk that comes twice is in it twice, as sent. */
export class StreamAssembly {
  readonly #names = new Map<string, string>();
  readonly #text: Record<string, string[]> = {};
  readonly #toolCalls = new ToolCallDeltas();
  readonly #functionCall = new ToolCallDeltas();
  /** A message that came whole, which some servers send at the end or instead of deltas. */
  #message: JsonObject | null = null;
  #hasChoice = false;
  #hasTokens = false;
  #finishReason: string | null = null;
  #usage: JsonObject | null = null;
  /** True when usage for the first time came alone after the words, and no word after it: then nothing is missing. */
  #isEndedByUsage = false;

  /** True when the provider has said, in one way or another, that it has nothing to add. */
  get isEnded(): boolean {
    return this.#finishReason !== null || this.#isEndedByUsage;
  }

  get hasChoice(): boolean {
    return this.#hasChoice;
  }

  get finishReason(): string | null {
    return this.#finishReason;
  }

  add(chunk: Extract<Chunk, { kind: "chunk" }>): void {
    const { body, choice, delta } = chunk;
    for (const name of NAMES) {
      const value = stringMember(body, name);
      if (value !== null) this.#names.set(name, value);
    }
    const hasTokens = bringsTokens(chunk);
    const usage = isJsonObject(body["usage"]) ? body["usage"] : null;
    if (hasTokens) this.#isEndedByUsage = false;
    else if (usage !== null && this.#usage === null) this.#isEndedByUsage = this.#hasTokens;
    this.#usage = usage ?? this.#usage;
    this.#hasTokens ||= hasTokens;
    if (choice === null) return;
    this.#hasChoice = true;
    this.#finishReason = stringMember(choice, "finish_reason") ?? this.#finishReason;
    if (isJsonObject(choice["message"])) this.#message = choice["message"];
    for (const member of ["content", "reasoning_content", "reasoning", "refusal"]) {
      const piece = textOf(delta[member]);
      if (piece !== null) (this.#text[member] ??= []).push(piece);
    }
    this.#toolCalls.add(delta["tool_calls"]);
    if (isJsonObject(delta["function_call"])) this.#functionCall.add([{ index: 0, function: delta["function_call"] }]);
  }

  /** What the same answer would be that is not streamed. */
  completion(): JsonObject {
    const message = this.#wholeMessage();
    return {
      ...Object.fromEntries(this.#names),
      choices: this.#hasChoice ? [{ index: 0, message, finish_reason: this.#finishReason }] : [],
      usage: this.#usage,
    };
  }

  /** Pieces are joined before anything is done with them: a character may come in two halves. */
  #wholeMessage(): JsonObject {
    if (this.#message !== null) return this.#message;
    const texts = Object.entries(this.#text).map(([member, pieces]) => [member, pieces.join("")]);
    const calls = this.#toolCalls.calls();
    const [functionCall] = this.#functionCall.calls();
    return {
      role: "assistant",
      content: null,
      ...Object.fromEntries(texts),
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(functionCall !== undefined && { function_call: functionCall["function"] }),
    };
  }
}
