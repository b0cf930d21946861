/** How much worse a figure may get. */
export type Margin =
  /** In the figure's own unit; 0.03 is 3 pp of a share. */
  | { readonly kind: "own unit"; readonly amount: number }
  /** A share of the baseline's mean: 0.1 is 10 % of it. */
  | { readonly kind: "relative"; readonly amount: number };

/** What a gate demands of one figure; null is not demanded. */
export interface GateRule {
  /** As in the comparison: `score.exact`, `latency_p95_ms`. */
  readonly figure: string;
  /** Against the baseline. */
  readonly margin: Margin | null;
  /** Of the candidate alone, in the figure's own unit. */
  readonly min: number | null;
  readonly max: number | null;
}

/** The gate of a config. */
export interface Gate {
  readonly rules: readonly GateRule[];
  /** Fail where the candidate is significantly worse, however little. */
  readonly strict: boolean;
  /** Input column whose equal cells make prompts dependent, or null. */
  readonly cluster: string | null;
}
