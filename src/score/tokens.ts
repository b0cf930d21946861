import type { TokenKind } from "../core/scorer-config.ts";

/** Scripts that are written without spaces between words. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}々ー`;
const UNSPACED_CHARACTER = new RegExp(`[${UNSPACED}]`, "u");

/** Whether the text is to be cut into characters: it holds Chinese, Japanese or Thai, or the config says so. */
export function wantsCharacters(text: string, kind: TokenKind): boolean {
  return kind === "characters" || (kind === "auto" && UNSPACED_CHARACTER.test(text));
}

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const WORDS_AND_CHARACTERS = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}])+`, "gu");

/**
 * Small letters and digits, everything else left out, as rouge-score cuts English. With `isCharacters` each character of
 * Chinese, Japanese and Thai is a token of its own; other words stay whole.
 */
export function wordTokens(text: string, isCharacters: boolean): string[] {
  return text.toLowerCase().match(isCharacters ? WORDS_AND_CHARACTERS : WORDS) ?? [];
}

/** Each of these characters is a token for BLEU, full-width forms and their punctuation included. */
const STANDING_ALONE = new RegExp(`[${UNSPACED}\\u2000-\\u206f\\u2e80-\\u303f\\uff00-\\uffef]`, "gu");

/**
 * Tokens as sacreBLEU's `13a` cuts them (mteval-v13a, the tokenizer of WMT); with `isCharacters` as its `zh`, which sets
 * Chinese characters apart first (and here Japanese and Thai ones too).
 */
export function bleuTokens(text: string, isCharacters: boolean): string[] {
  const line = isCharacters
    ? text.trim().replace(STANDING_ALONE, " $& ")
    : ` ${text
        .replaceAll("<skipped>", "")
        .replaceAll("-\n", "")
        .replaceAll("\n", " ")
        .replaceAll("&quot;", '"')
        .replaceAll("&amp;", "&")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")} `;
  return line
    .replace(/[{-~[-` -&(-+:-@/]/g, " $& ")
    .replace(/([^0-9])([.,])/g, "$1 $2 ")
    .replace(/([.,])([^0-9])/g, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 ")
    .split(/\s+/u)
    .filter((token) => token !== "");
}
