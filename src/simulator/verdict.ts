import { lookUp } from "./knowledge.ts";
import { languageOf } from "./language.ts";
import { draw, fingerprint } from "./random.ts";

const fenced = /<<<(asked|reference|answer|answer A|answer B) ([0-9a-f]{12})\n([\s\S]*?)\n\2 \1>>>/g;
const gradeWanted = /"score": <a number from (-?[\d.]+) to (-?[\d.]+)>\}\s*$/;
const labelWanted = /"verdict": <one of (.+)>\}\s*$/;
const preferenceWanted = /"better": <"A", "B" or "tie">\}\s*$/;

/**
 * What a judge says to a question for a verdict, as JSON; null for any other question. The verdict depends on the judged
 * text (and what it answers) alone, so that equal answers are judged equally by every judge and in every order.
 */
export function verdictOn(question: string): string | null {
  const grade = gradeWanted.exec(question);
  const label = labelWanted.exec(question);
  if (grade === null && label === null && !preferenceWanted.test(question)) return null;
  const texts = new Map([...question.matchAll(fenced)].map(([, title, , text]) => [title, text ?? ""]));
  const quality = (title: string): number =>
    qualityOf(texts.get(title) ?? "", texts.get("asked") ?? "", texts.get("reference"));
  const say = (reasoning: string, verdict: object): string => JSON.stringify({ reasoning, ...verdict });

  if (grade !== null) {
    const [min, max] = [Number(grade[1]), Number(grade[2])];
    const score = Math.round(min + quality("answer") * (max - min));
    return say(`The answer is worth ${score}.`, { score: Math.min(Math.max(score, min), max) });
  }
  if (label !== null) {
    const labels = labelsIn(label[1] ?? "");
    // Labels are listed with the best one first more often than not.
    const chosen = labels[Math.min(Math.floor((1 - quality("answer")) * labels.length), labels.length - 1)] ?? "";
    return say(`The answer is ${chosen}.`, { verdict: chosen });
  }
  const [a, b] = [quality("answer A"), quality("answer B")];
  if (a === b) return say("Neither answer is better.", { better: "tie" });
  const better = a > b ? "A" : "B";
  return say(`Answer ${better} is better.`, { better });
}

/** 0 to 1: near 1 where the answer holds what is right, as far as that is known; else drawn by the text. */
function qualityOf(answer: string, asked: string, reference: string | undefined): number {
  const expected = reference ?? lookUp(asked, languageOf(asked));
  const share = draw(fingerprint(answer, 0), 7);
  if (expected === null) return share;
  return answer.includes(expected.trim()) ? 0.9 + share / 10 : share / 10;
}

function labelsIn(list: string): readonly string[] {
  try {
    const labels: unknown = JSON.parse(`[${list}]`);
    return Array.isArray(labels) ? labels.map(String) : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
