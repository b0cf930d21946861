/** What a gate demands of one figure. */
export type Check =
  /** Not worse than the baseline by `margin`, in the figure's unit. `strict`: nor significantly worse at all. */
  | { readonly kind: "regression"; readonly margin: number; readonly strict?: boolean }
  /** The candidate's figure is at least `limit`. */
  | { readonly kind: "min"; readonly limit: number }
  /** The candidate's figure is at most `limit`. */
  | { readonly kind: "max"; readonly limit: number };

/** What a check came to. */
export type Verdict =
  | { readonly kind: "pass" }
  /** `p` of a regression, at least 0.0001 where it comes from bounds; null for a limit. */
  | { readonly kind: "fail"; readonly because: FailureCause; readonly p: number | null }
  | { readonly kind: "inconclusive"; readonly because: InconclusiveCause };

/** `margin`: surely worse by more than the margin. `strict`: surely worse. The others: the figure beyond its limit. */
export type FailureCause = "margin" | "strict" | "min" | "max";

/** Why there is no verdict. */
export type InconclusiveCause =
  | { readonly kind: "undecided"; readonly plan: Plan }
  /** It would fail alone, but not among so many checks (Holm). */
  | { readonly kind: "one of many"; readonly p: number; readonly adjustedP: number; readonly checks: number }
  /** All pairs differ by the same, or by nothing, and are too few to say that all would; clusters where given. */
  | { readonly kind: "too few equal pairs"; readonly needed: number }
  | { readonly kind: "no pairs" }
  /** There are pairs, and no figure: a ratio to a baseline of 0. */
  | { readonly kind: "no figure" }
  /** More pairs lack a value than `allowed`; both are shares from 0 to 1. */
  | { readonly kind: "missing"; readonly share: number; readonly allowed: number }
  /** One run lacks values more often than the other. */
  | { readonly kind: "missing differently"; readonly p: number };

/** What a comparison could have shown, and how much larger it would have to be. Error risks: 5 % a bound, power 80 %. */
export interface Plan {
  /** The smallest true difference that it would have told from none, in the figure's unit; Infinity where none. */
  readonly detectable: number;
  /** Pairs to pass if nothing changed; Infinity with a margin of 0. */
  readonly pairsIfUnchanged: number;
  /** Pairs to pass or fail if the true difference is the one observed; Infinity where that is the margin itself. */
  readonly pairsIfAsObserved: number;
}
