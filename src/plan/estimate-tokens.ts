import type { ChatMessage } from "../core/messages.ts";

/**
 * Characters per token by kind of script, rounded from what byte-pair vocabularies of 100,000 to 200,000 entries make
 * of running text. Good for a plan (within a third for prose, worse for code, digits and rare scripts), not for a bill.
 */
const ASCII_CHARACTERS_PER_TOKEN = 4;
const CJK_CHARACTERS_PER_TOKEN = 1.5;
const OTHER_CHARACTERS_PER_TOKEN = 2.5;
/** Emoji and rare ideographs, two UTF-16 units each. */
const TOKENS_PER_SURROGATE_PAIR = 2;

/** Role and separators that a chat template puts around each message. */
const TOKENS_PER_MESSAGE = 4;

/** How many tokens `text` has, roughly; 0 only for "". */
export function estimateTokens(text: string): number {
  let ascii = 0;
  let cjk = 0;
  let surrogates = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) ascii++;
    else if (isCjk(unit)) cjk++;
    else if (unit >= 0xd800 && unit < 0xe000) surrogates++;
  }
  const others = text.length - ascii - cjk - surrogates;
  return Math.ceil(
    ascii / ASCII_CHARACTERS_PER_TOKEN +
      cjk / CJK_CHARACTERS_PER_TOKEN +
      others / OTHER_CHARACTERS_PER_TOKEN +
      (surrogates / 2) * TOKENS_PER_SURROGATE_PAIR,
  );
}

/** Prompt tokens of a conversation, roughly. Images and other parts without text are not counted. */
export function estimatePromptTokens(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, { content }) => sum + TOKENS_PER_MESSAGE + contentTokens(content), 0);
}

function contentTokens(content: ChatMessage["content"]): number {
  if (content === null) return 0;
  if (typeof content === "string") return estimateTokens(content);
  return content.reduce<number>((sum, part) => sum + estimateTokens(textOf(part)), 0);
}

function textOf(part: unknown): string {
  const hasText = part !== null && typeof part === "object" && "text" in part && typeof part.text === "string";
  return hasText ? String(part.text) : "";
}

/** Hangul Jamo; CJK punctuation, kana, ideographs and Hangul; compatibility and full-width forms. */
function isCjk(unit: number): boolean {
  return (
    (unit >= 0x1100 && unit < 0x1200) ||
    (unit >= 0x2e80 && unit < 0xa4d0) ||
    (unit >= 0xac00 && unit < 0xd7b0) ||
    (unit >= 0xf900 && unit < 0xfb00) ||
    (unit >= 0xfe30 && unit < 0xfe50) ||
    (unit >= 0xff00 && unit < 0xfff0)
  );
}
