import type { ChatMessage } from "../core/messages.ts";
import { jsonFault } from "./json-fault.ts";

/** A cell's messages, or why it holds none. */
export type Conversation =
  | { readonly kind: "messages"; readonly messages: readonly ChatMessage[] }
  | { readonly kind: "invalid"; readonly what: string };

/** Reads a cell as a whole conversation: a JSON array, not empty, of objects with `role` and `content`. */
export function parseConversation(cell: string): Conversation {
  let value: unknown;
  try {
    value = JSON.parse(cell);
  } catch (error) {
    return invalid(`the cell is not valid JSON: ${jsonFault(error)}`);
  }
  if (!Array.isArray(value)) return invalid("the cell holds JSON, but no array of messages");
  if (value.length === 0) return invalid("the conversation has no messages");
  const messages: ChatMessage[] = [];
  for (const [index, message] of value.entries()) {
    if (!isMessage(message)) return invalid(`message ${index + 1} has not both a role (text) and a content`);
    messages.push(message);
  }
  return { kind: "messages", messages };
}

function invalid(what: string): Conversation {
  return { kind: "invalid", what };
}

function isMessage(value: unknown): value is ChatMessage {
  if (typeof value !== "object" || value === null || !("role" in value) || !("content" in value)) return false;
  const { role, content } = value;
  return typeof role === "string" && (typeof content === "string" || content === null || Array.isArray(content));
}
