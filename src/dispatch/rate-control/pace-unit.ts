/** Requests whose sizes a rejected one is compared with. */
const SIZES_KEPT = 64;

/** How much of the earlier rejections counts at each new one. */
const MEMORY = 0.98;

/**
 * Standard deviations by which rejected requests must be larger than others before tokens are believed in, and below which
 * they no longer are.
 */
const BELIEVED = 3.5;
const DOUBTED = 0.5;

/** The variance of a uniform rank between 0 and 1. */
const RANK_VARIANCE = 1 / 12;

/**
 * Whether an endpoint counts requests or tokens. Where it counts tokens it rejects large requests more often than small ones:
 * a rank test against the sizes sent lately (Wilcoxon's, with ranks between 0 and 1).
 */
export class PaceUnit {
  readonly #sizes: number[] = [];
  #next = 0;
  #unit: "requests" | "tokens" = "requests";
  #tokensPerRequest = 1;
  #excess = 0;
  #variance = 0;

  get unit(): "requests" | "tokens" {
    return this.#unit;
  }

  /** Tokens that count as one request, while the unit is tokens. */
  get tokensPerRequest(): number {
    return this.#tokensPerRequest;
  }

  /** What a request of so many tokens counts. */
  costOf(tokens: number): number {
    return this.#unit === "requests" ? 1 : tokens / this.#tokensPerRequest;
  }

  sent(tokens: number): void {
    this.#sizes[this.#next] = tokens;
    this.#next = (this.#next + 1) % SIZES_KEPT;
  }

  rejected(tokens: number): void {
    this.#excess = MEMORY * this.#excess + this.#rankOf(tokens) - 0.5;
    this.#variance = MEMORY ** 2 * this.#variance + RANK_VARIANCE;
    const deviations = this.#excess / Math.sqrt(this.#variance);
    if (this.#unit === "requests" && deviations > BELIEVED) {
      this.#unit = "tokens";
      this.#tokensPerRequest = this.#sizes.reduce((sum, size) => sum + size, 0) / this.#sizes.length;
    } else if (this.#unit === "tokens" && deviations < DOUBTED) {
      this.#unit = "requests";
    }
  }

  /** The share of the sizes sent lately that is smaller; equal ones count half. */
  #rankOf(tokens: number): number {
    if (this.#sizes.length === 0) return 0.5;
    let rank = 0;
    for (const size of this.#sizes) rank += size < tokens ? 1 : size === tokens ? 0.5 : 0;
    return rank / this.#sizes.length;
  }
}
