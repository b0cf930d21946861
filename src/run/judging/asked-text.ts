import type { ChatMessage } from "../../core/messages.ts";

/** A conversation as a judge reads it: one message as its text, several with their roles. */
export function askedText(messages: readonly ChatMessage[]): string {
  const [only] = messages;
  if (messages.length === 1 && only !== undefined) return contentOf(only);
  return messages.map((message) => `[${message.role}]\n${contentOf(message)}`).join("\n\n");
}

function contentOf({ content }: ChatMessage): string {
  if (typeof content === "string") return content;
  return (content ?? []).map(partText).join("\n");
}

/** What is no text is named by its type; a judge is shown no images. */
function partText(part: unknown): string {
  if (part === null || typeof part !== "object") return JSON.stringify(part);
  const fields: Readonly<Record<string, unknown>> = { ...part };
  const { text, type } = fields;
  if (typeof text === "string") return text;
  return typeof type === "string" ? `[${type}]` : "[part]";
}
