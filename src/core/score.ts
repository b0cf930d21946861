/** What is known of one completion under one scorer. */
export type Score =
  | { readonly kind: "scored"; readonly value: number; readonly reason: string | null }
  /** There is nothing to score: no expected value, no reported usage, no text …. */
  | { readonly kind: "unscored"; readonly reason: string }
  /** The user's own code failed; scoring again tries again. */
  | { readonly kind: "error"; readonly reason: string };
