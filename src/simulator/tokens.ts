const cjkStart = 0x2e80;

/** Plausible number of tokens: four characters each, or one and a half of East Asian scripts. */
export function countTokens(text: string): number {
  let wide = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) >= cjkStart) wide += 1;
  return Math.ceil((text.length - wide) / 4 + wide / 1.5);
}

/** The longest beginning of a text that has at most so many tokens; at least one character, never half a pair. */
export function cutToTokens(text: string, tokens: number): string {
  let used = 0;
  for (let index = 0; index < text.length; index += 1) {
    used += text.charCodeAt(index) >= cjkStart ? 1 / 1.5 : 1 / 4;
    if (used > tokens + 1e-9 && index > 0) return trimHalfPair(text.slice(0, index));
  }
  return text;
}

function trimHalfPair(text: string): string {
  return text.isWellFormed() ? text : text.slice(0, -1);
}
