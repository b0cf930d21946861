import { foldWidth } from "./normalize-text.ts";
import { withoutThinking } from "./think-block.ts";

/** What a free text chooses: one letter, several, or none that can be found. */
export type FoundChoice =
  | { readonly kind: "one"; readonly letter: string }
  | { readonly kind: "several"; readonly letters: readonly string[] }
  | { readonly kind: "none" };

/** Finds the chosen letter in free text. */
export type ChoiceExtractor = (text: string) => FoundChoice;

/** What turns a statement into its opposite or into a question. */
const NOT = String.raw`(?<!不|不能|不该|不应|不会|不可|不要|别|勿|未|没有|没|非)`;

/**
 * Prepares the search for one of `letters` (upper case). Ways of saying so are tried from the plainest to the vaguest:
 * only the letter; `\boxed{B}`; "the answer is B", 答案是B; "I choose B", 选B; "B is correct", B正确; lines that start
 * with `B.`; `(B)`; a letter that stands alone. The first way that finds anything decides, and letters that contradict
 * each other there are `several`: no guess is made.
 */
export function choiceExtractor(letters: readonly string[]): ChoiceExtractor {
  const set = `[${letters.join("")}]`;
  const wrapped = String.raw`[(\[【「“"'<]?\s*(${set})(?![A-Za-z0-9])\s*[)\]】」”"'>]?`;
  // A list: A和C, A、C, A or C. After a comma or an English word only where the sentence ends.
  const more = String.raw`(?:\s*(?:[、和与及或/&]|(?:,|and\b|or\b)(?=\s*[(]?${set}[)]?\s*(?:[.。;!]|$)))\s*[(]?(${set})(?![A-Za-z0-9])[)]?)?`;
  const chosen = String.raw`${wrapped}${more}(?!\s*吗|\s*\?)`;
  const option = String.raw`(?:options?|choices?|选项|选择|选)?\s*`;
  const ways = [
    String.raw`\\boxed\s*\{\s*${wrapped}[^{}]*\}`,
    String.raw`(?:answers?\s*(?:(?:is|are|was|should be|would be|must be|[:=])\s*)+|(?:答案|正解)[】\]]?\s*(?:应该?|应当|就)?\s*(?:[是为為:=]\s*)*|而是\s*)(?:the\s+)?${option}:?\s*${chosen}`,
    String.raw`(?:正确|correct|right|best)\s*(?:的)?\s*(?:选项|option|choice|one)\s*(?:应?为|是|is|would be|should be|:|=)?\s*:?\s*${option}${chosen}`,
    String.raw`(?:${NOT}(?:选择(?:选?项)?|选(?!项)|选项(?=[是为:]))(?:是|为|定)?|(?:choose|select|pick|go with|opt for))\s*:?\s*(?:option|choice|answer)?\s*${chosen}`,
    String.raw`(?<![A-Za-z0-9])${wrapped}\s*(?:选?项)?\s*(?:是|为)?\s*(?:is\s+|are\s+)?(?:the\s+)?(?:correct|right|正确|对的|最佳|best)(?![^.。\n]{0,4}吗)`,
    String.raw`^\s*${wrapped}\s*(?:[.。、:)]|$)`,
    String.raw`[(\[【]\s*(${set})\s*[)\]】]`,
    String.raw`(?<![A-Za-z0-9'’\-+])(${set})(?![A-Za-z0-9'’+#]|\s+[a-z])`,
  ].map((source, index) => new RegExp(source, index === 5 || index >= 6 ? "gmu" : "gimu"));

  return (text) => {
    const plain = simplify(text);
    const whole = new RegExp(String.raw`^${wrapped}[.。!]?$`, "iu").exec(plain.trim())?.[1];
    if (whole !== undefined) return { kind: "one", letter: whole.toUpperCase() };
    for (const way of ways) {
      const found = new Set(
        [...plain.matchAll(way)].flatMap((match) => match.slice(1).filter((letter) => isChoice(letter, match[0]))),
      );
      const [first, ...others] = [...found].map((letter) => letter.toUpperCase());
      if (first !== undefined) {
        return others.length === 0
          ? { kind: "one", letter: first }
          : { kind: "several", letters: [first, ...others].toSorted() };
      }
    }
    return { kind: "none" };
  };

  /** A small letter may be an article or part of a word; it counts in brackets only. */
  function isChoice(letter: string | undefined, whole: string): letter is string {
    if (letter === undefined) return false;
    return letters.includes(letter) || new RegExp(String.raw`[(\[【{"'“「]\s*${letter}\s*[)\]】}"'”」]`).test(whole);
  }
}

/** Without reasoning, differences of width, and what Markdown and LaTeX put around a letter. */
function simplify(text: string): string {
  return (
    foldWidth(withoutThinking(text))
      .replace(/\\(?:text(?:bf|rm|it)?|math(?:rm|bf)|textbf)\s*\{([^{}]*)\}/g, "$1")
      .replace(/[*_`$]+|\\[()[\]]/g, "")
      // Long runs of white space would make the search slow.
      .replace(/\s+/g, (run) => (run.includes("\n") ? "\n" : " "))
  );
}
