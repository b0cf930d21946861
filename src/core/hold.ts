/** Why an account sends nothing for hours, by what the user said of it. `until` is wall-clock time, milliseconds. */
export type Hold =
  /** Outside `limits.between`. */
  | { readonly kind: "window"; readonly until: number }
  /** `limits.requestsPerDay` are used up. */
  | { readonly kind: "quota"; readonly until: number; readonly requestsPerDay: number };

/** Requests sent in one minute, which is given in minutes since the Unix epoch. */
export interface MinuteCount {
  readonly minute: number;
  readonly requests: number;
}
