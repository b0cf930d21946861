import { lookUp } from "./knowledge.ts";
import { type Language, languageOf } from "./language.ts";
import type { SimulatorOptions } from "./options.ts";
import { phrases } from "./phrases.ts";
import { draw, type Fingerprint, fingerprint } from "./random.ts";
import { type ChatRequest, textOf } from "./request.ts";
import { verdictOn } from "./verdict.ts";
import { countTokens, cutToTokens } from "./tokens.ts";

/** What a model says, whatever shape its provider gives it. */
export interface Answer {
  readonly content: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly finishReason: "stop" | "length";
}

/** What of the simulator's options decides its answers. */
type AnswerOptions = Pick<SimulatorOptions, "completionLength" | "wrong">;

const tokensPerMessage = 4;

/** Answers a request in its language; the same request always gets the same answer. */
export function answerTo(request: ChatRequest, { completionLength, wrong }: AnswerOptions): Answer {
  const texts = request.messages.map(textOf);
  const question = texts.at(-1) ?? "";
  const content = isWrong(request.model, texts, wrong)
    ? mistaken(lookUp(question, languageOf(question)) ?? "", languageOf(question))
    : contentFor(request, question, completionLength);
  const promptTokens = texts.reduce((sum, text) => sum + countTokens(text) + tokensPerMessage, 0);
  const completionTokens = countTokens(content);
  if (request.maxTokens === null || completionTokens <= request.maxTokens) {
    return { content, promptTokens, completionTokens, finishReason: "stop" };
  }
  const cut = cutToTokens(content, request.maxTokens);
  return { content: cut, promptTokens, completionTokens: request.maxTokens, finishReason: "length" };
}

function contentFor(request: ChatRequest, question: string, completionLength: number | undefined): string {
  const language = languageOf(question);
  const style = fingerprint(request.model, 0);
  if (completionLength !== undefined) {
    return compose(request.fingerprint, style, language, completionLength + 200).slice(0, completionLength);
  }
  const verdict = verdictOn(question);
  if (verdict !== null) return verdict;
  const known = lookUp(question, language);
  if (known === null) return compose(request.fingerprint, style, language, 20 + draw(request.fingerprint, 1) * 180);
  // Each model errs at its own rate, 2 to 20 %, so that comparing models shows something.
  const errs = draw(request.fingerprint, 2) < 0.02 + 0.18 * draw(style, 3);
  return errs ? mistaken(known, language) : known;
}

/** Sentences up to a length of 20 or more characters, the first one whole in any case. */
function compose(request: Fingerprint, style: Fingerprint, language: Language, length: number): string {
  const { openings, sentences, separator } = phrases[language];
  let text = pick(openings, draw(style, 4)) + pick(sentences, draw(request, 5));
  for (let index = 6; ; index += 1) {
    const longer = text + separator + pick(sentences, draw(request, index));
    if (longer.length > length) return text;
    text = longer;
  }
}

function isWrong(model: string, texts: readonly string[], wrong: AnswerOptions["wrong"]): boolean {
  if (wrong === undefined || (wrong.model ?? model) !== model) return false;
  return draw(fingerprint(JSON.stringify(texts), wrong.seed ?? 1), 0) < wrong.rate;
}

function mistaken(known: string, language: Language): string {
  const number = Number(known);
  if (known !== "" && Number.isFinite(number)) return String(number + 1);
  const doubt: Readonly<Record<Language, string>> = {
    en: "I am not sure.",
    zh: "我不太确定。",
    ja: "よく分かりません。",
    ko: "잘 모르겠습니다.",
  };
  return doubt[language];
}

function pick(choices: readonly string[], share: number): string {
  return choices[Math.floor(share * choices.length)] ?? "";
}
