/** The text after a model's reasoning where that stands in it as `<think>…</think>`; the whole text where it does not. */
export function withoutThinking(text: string): string {
  const end = text.lastIndexOf("</think>");
  return end === -1 ? text : text.slice(end + "</think>".length);
}
