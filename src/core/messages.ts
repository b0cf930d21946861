/** One message of a conversation, in the chat-completions protocol's own shape. */
export interface ChatMessage {
  readonly role: string;
  /** Text, or the protocol's content parts exactly as the user wrote them. */
  readonly content: string | readonly unknown[] | null;
  /** Whatever else the user wrote (`name`, `tool_calls`, `tool_call_id`) goes along untouched. */
  readonly [extra: string]: unknown;
}

/** How messages are made of a prompt's columns. */
export type Template =
  /** Messages whose string contents may hold `{{column}}` placeholders. */
  | { readonly kind: "messages"; readonly name: string; readonly messages: readonly ChatMessage[] }
  /** A column that holds the whole conversation as JSON; no placeholder in it is replaced. */
  | { readonly kind: "column"; readonly name: string; readonly column: string };
