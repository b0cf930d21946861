import type { Answer } from "../core/record.ts";
import { isJsonObject, type JsonObject, jsonText, stringMember } from "./json.ts";

/** What the first choice of a chat completion holds. */
export type ChoiceReading =
  | { readonly kind: "answer"; readonly answer: Answer }
  /** Declined by a content filter or by the model's own refusal. */
  | { readonly kind: "refusal"; readonly answer: Answer; readonly code: string; readonly message: string }
  /** The provider failed after generation had started. */
  | { readonly kind: "error"; readonly error: JsonObject }
  | { readonly kind: "malformed"; readonly code: string; readonly reason: string };

/** Finish reasons with which a provider says that it withheld the answer. */
export const REFUSING: ReadonlySet<string | null> = new Set(["content_filter", "refusal"]);

/** Reads a completion's first choice; everything is kept as sent, and null is never taken for "". */
export function readChoice(completion: JsonObject): ChoiceReading {
  const choices = completion["choices"];
  if (!Array.isArray(choices)) return malformed("no_choices", "the answer has no `choices`");
  const choice: unknown = choices[0];
  if (choice === undefined) return malformed("empty_choices", "the answer's `choices` are empty");
  if (!isJsonObject(choice)) return malformed("bad_choice", "the answer's first choice is no object");
  if (isJsonObject(choice["error"])) return { kind: "error", error: choice["error"] };
  const message = choice["message"];
  const finishReason = stringMember(choice, "finish_reason");
  const toolCalls = isJsonObject(message) ? toolCallsOf(message) : null;
  const answer: Answer = {
    text: isJsonObject(message) ? textOf(message["content"]) : null,
    reasoning: stringMember(message, "reasoning_content") ?? stringMember(message, "reasoning"),
    toolCalls,
    finishReason,
  };
  const refusal = stringMember(message, "refusal");
  if (refusal !== null) return { kind: "refusal", answer, code: "refusal", message: refusal };
  if (finishReason !== null && REFUSING.has(finishReason)) {
    return { kind: "refusal", answer, code: finishReason, message: "the provider withheld the answer" };
  }
  if (!isJsonObject(message)) return malformed("no_message", "the answer has no message");
  // A model that reasons may reach `max_tokens` before it says a word; asked again, it would again.
  const isCutInThought = answer.reasoning !== null || finishReason === "length";
  if (answer.text === null && toolCalls === null && !isCutInThought) {
    return malformed("no_content", `the answer's message has no content (finish_reason ${finishReason ?? "absent"})`);
  }
  return { kind: "answer", answer };
}

function malformed(code: string, reason: string): ChoiceReading {
  return { kind: "malformed", code, reason };
}

function toolCallsOf(message: JsonObject): string | null {
  const calls = message["tool_calls"];
  if (Array.isArray(calls) && calls.length > 0) return jsonText(calls);
  return isJsonObject(message["function_call"]) ? jsonText([message["function_call"]]) : null;
}

/** Some gateways send content as parts; their texts in order are the text. */
export function textOf(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  const texts = content.map((part: unknown) => (isJsonObject(part) ? part["text"] : null));
  const strings = texts.filter((text) => typeof text === "string");
  return strings.length === 0 ? null : strings.join("");
}
