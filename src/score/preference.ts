import type { VerdictForm } from "./find-verdict.ts";

/** Which of the two answers shown a judge prefers. */
export type Preference = "first" | "second" | "tie";

const KEYS = [
  "better",
  "winner",
  "preferred",
  "preference",
  "verdict",
  "choice",
  "更好",
  "更优",
  "胜者",
  "优胜",
  "结论",
  "判断",
];

const FIRST = /^(?:(?:answer|response|assistant|回答|答案|选项|the)\s*)?(?:a|1|一|first)(?![\p{L}\p{N}_])/iu;
const SECOND = /^(?:(?:answer|response|assistant|回答|答案|选项|the)\s*)?(?:b|2|二|second)(?![\p{L}\p{N}_])/iu;
const TIE = /^(?:tie|tied|draw|equal|both|neither|c(?![\p{L}\p{N}_])|平局|平手|一样|相同|相当|不分|两者)/iu;

/** How the preference of a judge is read: `A`, `B` or `tie`, and what judges write instead. */
export const preferenceForm: VerdictForm<Preference> = {
  keys: KEYS,
  read: (text) => {
    if (TIE.test(text)) return "tie";
    if (FIRST.test(text)) return "first";
    return SECOND.test(text) ? "second" : null;
  },
};

/** What a judge said of a pair in both orders; of the first order the pair's first arm is shown first. */
export interface PairVerdicts {
  readonly inOrder: Preference;
  readonly swapped: Preference;
}

/** 1 where both orders prefer the first arm, 0 where both prefer the second, else 0.5. */
export function pairValue({ inOrder, swapped }: PairVerdicts): number {
  if (inOrder === "first" && swapped === "second") return 1;
  return inOrder === "second" && swapped === "first" ? 0 : 0.5;
}

/** How much the place of an answer decides. */
export interface PositionBias {
  /** Pairs that were judged in both orders. */
  readonly pairs: number;
  /** Pairs whose verdict changed with the order, ties included. */
  readonly flipped: number;
  /** Verdicts, of both orders, that prefer one of the two. */
  readonly decided: number;
  /** Those among them that prefer the answer shown first. */
  readonly first: number;
}

export const noPairs: PositionBias = { pairs: 0, flipped: 0, decided: 0, first: 0 };

/** The counts with one pair more. */
export function countPair(bias: PositionBias, { inOrder, swapped }: PairVerdicts): PositionBias {
  const said = [inOrder, swapped];
  const holds = (inOrder === "tie" && swapped === "tie") || pairValue({ inOrder, swapped }) !== 0.5;
  return {
    pairs: bias.pairs + 1,
    flipped: bias.flipped + (holds ? 0 : 1),
    decided: bias.decided + said.filter((preference) => preference !== "tie").length,
    first: bias.first + said.filter((preference) => preference === "first").length,
  };
}
