/** The languages that answers come in. */
export type Language = "en" | "zh" | "ja" | "ko";

/** The language a text is mostly written in, by its script; English unless it is East Asian. */
export function languageOf(text: string): Language {
  const beginning = text.slice(0, 2000);
  if (/\p{Script=Hangul}/u.test(beginning)) return "ko";
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(beginning)) return "ja";
  return /\p{Script=Han}/u.test(beginning) ? "zh" : "en";
}
