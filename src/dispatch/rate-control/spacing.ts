/** What a late timer may be made up for; more would be a burst. */
const CREDIT_MS = 20;

/** Requests no closer together than a gap: the generic cell rate algorithm (ITU-T I.371). */
export class Spacing {
  #opensAt = -Infinity;

  /** When the next request may be sent. */
  get opensAt(): number {
    return this.#opensAt;
  }

  /** A request leaves; the next one follows after `gapMs`, less what this one is late. */
  sent(now: number, gapMs: number): void {
    this.#opensAt = Math.max(this.#opensAt, now - Math.max(gapMs, CREDIT_MS)) + gapMs;
  }

  /** Nothing before `at`. */
  waitUntil(at: number): void {
    this.#opensAt = Math.max(this.#opensAt, at);
  }

  open(): void {
    this.#opensAt = -Infinity;
  }
}
