import type { ChatMessage } from "../core/messages.ts";
import { compileText } from "./compile-text.ts";
import type { Cells, CompiledText } from "./compile-text.ts";

/** A template's message made ready for a set's columns. */
export interface CompiledMessage {
  readonly role: string;
  /** The texts in it that may hold placeholders. */
  readonly texts: readonly CompiledText[];
  render(cells: Cells): ChatMessage;
}

/** Replaces placeholders in a text content, or in the `text` of content parts; everything else goes along untouched. */
export function compileMessage(message: ChatMessage, columns: readonly string[]): CompiledMessage {
  const { content } = message;
  if (content === null) return { role: message.role, texts: [], render: () => message };
  if (typeof content === "string") {
    const text = compileText(content, columns);
    return { role: message.role, texts: [text], render: (cells) => ({ ...message, content: text.render(cells) }) };
  }
  const parts = content.map((part) => (isTextPart(part) ? { part, text: compileText(part.text, columns) } : { part }));
  return {
    role: message.role,
    texts: parts.flatMap(({ text }) => text ?? []),
    render: (cells) => ({
      ...message,
      content: parts.map(({ part, text }) => (text === undefined ? part : { ...part, text: text.render(cells) })),
    }),
  };
}

/** True when a message says nothing: blank text, or no part but blank text parts. */
export function isBlank({ content }: ChatMessage): boolean {
  if (content === null) return true;
  if (typeof content === "string") return content.trim() === "";
  return content.every((part) => isTextPart(part) && part.text.trim() === "");
}

function isTextPart(part: unknown): part is { readonly text: string } {
  return typeof part === "object" && part !== null && "text" in part && typeof part.text === "string";
}
