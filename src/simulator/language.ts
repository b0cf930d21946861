/** The languages that answers come in. */
export type Language = "en" | "zh" | "ja" | "ko";

const wide = /[\u1100-\u11ff\u2e80-\uffff]/;

/** The language a text is mostly written in, by its script; English unless it is East Asian. */
export function languageOf(text: string): Language {
  if (!wide.test(text)) return "en";
  const beginning = text.slice(0, 1000);
  const count = (letters: RegExp): number => beginning.match(letters)?.length ?? 0;
  const han = count(/\p{Script=Han}/gu);
  const kana = count(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu);
  const hangul = count(/\p{Script=Hangul}/gu);
  // An East Asian character says about as much as two or three Latin letters.
  if ((han + kana + hangul) * 2.5 < count(/\p{Script=Latin}/gu)) return "en";
  if (hangul > han + kana) return "ko";
  return kana * 5 > han ? "ja" : "zh";
}
