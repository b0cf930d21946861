import type { Score } from "../core/score.ts";
import type { Judgement, ScoredCompletion, Scorer } from "./scorer.ts";

/** What a scorer says of a completion, as the store keeps it. A promise only where the scorer itself is asynchronous. */
export function judgeCompletion(
  scorer: Scorer,
  completion: Omit<ScoredCompletion, "text"> & { readonly text: string | null },
): Score | Promise<Score> {
  const { text } = completion;
  if (text === null && scorer.needsText) return { kind: "unscored", reason: "the completion has no text" };
  const judgement = scorer.score({ ...completion, text: text ?? "" });
  return judgement instanceof Promise ? judgement.then(scoreOf) : scoreOf(judgement);
}

function scoreOf(judgement: Judgement): Score {
  if ("unscored" in judgement) return { kind: "unscored", reason: judgement.unscored };
  if ("error" in judgement) return { kind: "error", reason: judgement.error };
  const { value, reason, extracted } = judgement;
  return { kind: "scored", value, reason: reason ?? (extracted === undefined ? null : `found ${extracted}`) };
}
